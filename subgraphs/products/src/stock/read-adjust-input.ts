import { createHash } from "node:crypto";
import { parseId } from "#platform/ids/id.ts";
import { readText } from "#platform/text/read-text.ts";
import type { InventoryChange } from "./inventory.ts";
import type { InventoryErrorCode, InventoryProblem } from "./inventory-problem.ts";
import type { AdjustmentReason } from "./stock.ts";

export const MAX_CHANGES = 100;
export const MAX_NOTE = 500;
/** The most units that one change adds, takes or sets. */
export const MAX_CHANGE = 1_000_000;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,64}$/;

/** What a client sends; nothing about it is known yet but the types. */
export interface AdjustInventoryInput {
  idempotencyKey: string;
  reason: AdjustmentReason;
  note?: string | null | undefined;
  changes: readonly ChangeInput[];
}

interface ChangeInput {
  variantId: string;
  delta?: number | null | undefined;
  setTo?: number | null | undefined;
  expectedAvailable?: number | null | undefined;
}

/** A checked request. */
export interface AdjustInventoryRequest {
  readonly idempotencyKey: string;
  readonly reason: AdjustmentReason;
  readonly note: string | null;
  readonly changes: readonly InventoryChange[];
  /** SHA-256 of everything above but the key: two requests ask for the same exactly when it is equal. */
  readonly inputHash: string;
}

export type ReadAdjustInput =
  { kind: "good"; request: AdjustInventoryRequest } | { kind: "bad"; problems: readonly InventoryProblem[] };

/** Checks all that can be known without a database, and returns all violations at once. */
export function readAdjustInput(input: AdjustInventoryInput): ReadAdjustInput {
  const { idempotencyKey, reason } = input;
  const problems: InventoryProblem[] = [];
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
    problems.push({ code: "INVALID_IDEMPOTENCY_KEY", field: ["idempotencyKey"] });
  }
  const note = readText(input.note ?? "", { max: MAX_NOTE });
  if (note.kind === "bad") problems.push({ code: `NOTE_${note.problem}`, field: ["note"] });
  if (input.changes.length === 0) problems.push({ code: "NO_CHANGES", field: ["changes"] });
  if (input.changes.length > MAX_CHANGES) {
    return { kind: "bad", problems: [...problems, { code: "TOO_MANY_CHANGES", field: ["changes"] }] };
  }
  const changes = readChanges(input.changes, problems);
  if (note.kind === "bad" || problems.length > 0) return { kind: "bad", problems };
  const asked = { reason, note: note.text === "" ? null : note.text, changes };
  return { kind: "good", request: { ...asked, idempotencyKey, inputHash: hashOf(asked) } };
}

function readChanges(inputs: readonly ChangeInput[], problems: InventoryProblem[]): InventoryChange[] {
  const seen = new Set<string>();
  return inputs.flatMap((input, index) => {
    const refuse = (code: InventoryErrorCode, ...name: string[]) =>
      void problems.push({ code, field: ["changes", String(index), ...name] });
    const variantId = parseId("var", input.variantId);
    if (seen.has(input.variantId)) refuse("DUPLICATE_VARIANT", "variantId");
    seen.add(input.variantId);
    const { delta = null, setTo = null, expectedAvailable = null } = input;
    if ((delta === null) === (setTo === null)) refuse("DELTA_OR_SET_TO");
    if (delta !== null && (delta === 0 || Math.abs(delta) > MAX_CHANGE)) refuse("QUANTITY_OUT_OF_RANGE", "delta");
    if (setTo !== null && (setTo < 0 || setTo > MAX_CHANGE)) refuse("QUANTITY_OUT_OF_RANGE", "setTo");
    if (expectedAvailable !== null && expectedAvailable < 0) refuse("QUANTITY_OUT_OF_RANGE", "expectedAvailable");
    // What is no id of a variant is an unknown variant, which only the database can tell of others.
    return [{ variantId: variantId ?? ("" as InventoryChange["variantId"]), delta, setTo, expectedAvailable }];
  });
}

/** Canonical because the object is built here, always with the same keys in the same order. */
const hashOf = (asked: Omit<AdjustInventoryRequest, "idempotencyKey" | "inputHash">): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("hex");
