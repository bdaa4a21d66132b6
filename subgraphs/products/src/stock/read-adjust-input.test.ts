import { expect, it } from "vitest";
import { findAdjustmentProblems } from "./inventory-problem.ts";
import type { AdjustableLevel, InventoryChange } from "./inventory.ts";
import { type AdjustInventoryInput, readAdjustInput } from "./read-adjust-input.ts";

const VARIANT = "var_01h455vb4pex5vsknk084sn02q";
const OTHER = "var_01h455vb4pex5vsknk084sn02r";
const input = (overrides: Partial<AdjustInventoryInput> = {}): AdjustInventoryInput => ({
  idempotencyKey: "key-0001",
  reason: "RECEIVED",
  changes: [{ variantId: VARIANT, delta: 1 }],
  ...overrides,
});

it("names everything that is wrong at once, each with its path", () => {
  const read = readAdjustInput(
    input({
      idempotencyKey: "short",
      note: "x".repeat(501),
      changes: [
        { variantId: VARIANT, delta: 0 },
        { variantId: VARIANT, delta: 1, setTo: 1 },
        { variantId: OTHER },
        { variantId: "var_3", setTo: -1, expectedAvailable: -1 },
        { variantId: "var_4", delta: -1_000_001 },
        { variantId: "var_5", setTo: 1_000_001 },
      ],
    }),
  );
  expect(read).toEqual({
    kind: "bad",
    problems: [
      { code: "INVALID_IDEMPOTENCY_KEY", field: ["idempotencyKey"] },
      { code: "NOTE_TOO_LONG", field: ["note"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "0", "delta"] },
      { code: "DUPLICATE_VARIANT", field: ["changes", "1", "variantId"] },
      { code: "DELTA_OR_SET_TO", field: ["changes", "1"] },
      { code: "DELTA_OR_SET_TO", field: ["changes", "2"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "3", "setTo"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "3", "expectedAvailable"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "4", "delta"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "5", "setTo"] },
    ],
  });
});

it.each<[string, Partial<AdjustInventoryInput>, unknown]>([
  ["nothing to change", { changes: [] }, { code: "NO_CHANGES", field: ["changes"] }],
  [
    "more than a hundred",
    { changes: Array.from({ length: 101 }, (_, index) => ({ variantId: `var_${index}`, delta: 1 })) },
    { code: "TOO_MANY_CHANGES", field: ["changes"] },
  ],
  ["a NUL in the note", { note: "a\u0000b" }, { code: "NOTE_UNPRINTABLE", field: ["note"] }],
  [
    "a key with a space",
    { idempotencyKey: "key 00001" },
    { code: "INVALID_IDEMPOTENCY_KEY", field: ["idempotencyKey"] },
  ],
])("refuses %s", (_, overrides, problem) => {
  expect(readAdjustInput(input(overrides))).toEqual({ kind: "bad", problems: [problem] });
});

it("takes the same input for the same whatever its key and the spaces around its note, and other input for other", () => {
  const hashOf = (overrides: Partial<AdjustInventoryInput>) => {
    const read = readAdjustInput(input(overrides));
    return read.kind === "good" ? read.request.inputHash : read;
  };
  const usual = hashOf({ note: "three boxes" });
  expect(hashOf({ note: " three boxes ", idempotencyKey: "key-0002" })).toBe(usual);
  expect(hashOf({ note: "three boxes", changes: [{ variantId: VARIANT, delta: 1, setTo: null }] })).toBe(usual);
  expect(hashOf({})).not.toBe(usual);
  expect(hashOf({ note: "three boxes", reason: "LOST" })).not.toBe(usual);
  expect(hashOf({ note: "three boxes", changes: [{ variantId: VARIANT, delta: 2 }] })).not.toBe(usual);
});

it("finds all that stands against changes: unknown variants, other stock than expected, too few, too many", () => {
  const change = (variantId: string, rest: Partial<InventoryChange>) =>
    ({ variantId, delta: null, setTo: null, expectedAvailable: null, ...rest }) as InventoryChange;
  const level = (variantId: string, available: number, stocked = available) =>
    [variantId, { variantId, available, stocked } as AdjustableLevel] as const;
  const levels = new Map([level("a", 5), level("b", 5), level("c", 5, 999_999_999), level("d", 5)]);
  expect(
    findAdjustmentProblems(
      [
        change("gone", { delta: 1 }),
        change("a", { setTo: 9, expectedAvailable: 4 }),
        change("b", { delta: -6 }),
        change("c", { delta: 2 }),
        change("d", { delta: -5, expectedAvailable: 5 }),
      ],
      levels,
    ),
  ).toEqual([
    { code: "NOT_FOUND", field: ["changes", "0", "variantId"] },
    { code: "CONFLICT", field: ["changes", "1", "expectedAvailable"], available: 5 },
    { code: "INSUFFICIENT_STOCK", field: ["changes", "2", "delta"], available: 5 },
    { code: "QUANTITY_OUT_OF_RANGE", field: ["changes", "3", "delta"] },
  ]);
});
