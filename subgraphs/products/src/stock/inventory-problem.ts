import type { TextProblem } from "#platform/text/read-text.ts";
import { type AdjustableLevel, type InventoryChange, MAX_UNITS } from "./inventory.ts";

export type InventoryErrorCode =
  | "INVALID_IDEMPOTENCY_KEY"
  | "IDEMPOTENCY_KEY_REUSED"
  | "IDEMPOTENCY_IN_PROGRESS"
  | `NOTE_${TextProblem}`
  | "NO_CHANGES"
  | "TOO_MANY_CHANGES"
  | "DUPLICATE_VARIANT"
  | "DELTA_OR_SET_TO"
  | "QUANTITY_OUT_OF_RANGE"
  | "NOT_FOUND"
  | "CONFLICT"
  | "INSUFFICIENT_STOCK";

/** Something about a change of stock that a member of the shop can mend. */
export interface InventoryProblem {
  readonly code: InventoryErrorCode;
  /** The path into the operation's input. */
  readonly field: readonly string[];
  /** How many there are, where that is what is wrong. */
  readonly available?: number;
}

/** Variants among `changes` that are not in `known`: missing, deleted, or of a shop that the viewer has no part in. */
export const findUnknown = (
  changes: readonly { variantId: string }[],
  known: ReadonlySet<string>,
): InventoryProblem[] =>
  changes.flatMap(({ variantId }, index) =>
    known.has(variantId) ? [] : [{ code: "NOT_FOUND", field: ["changes", String(index), "variantId"] }],
  );

/** Everything that stands against `changes` while the levels are these. */
export function findAdjustmentProblems(
  changes: readonly InventoryChange[],
  levels: ReadonlyMap<string, AdjustableLevel>,
): InventoryProblem[] {
  const unknown = findUnknown(changes, new Set(levels.keys()));
  const refused = changes.flatMap((change, index): InventoryProblem[] => {
    const level = levels.get(change.variantId);
    const at = (name: string) => ["changes", String(index), name];
    if (level === undefined) return [];
    const { available, stocked } = level;
    if (change.expectedAvailable !== null && change.expectedAvailable !== available) {
      return [{ code: "CONFLICT", field: at("expectedAvailable"), available }];
    }
    const delta = deltaOf(change, level);
    const field = at(change.delta === null ? "setTo" : "delta");
    if (available + delta < 0) return [{ code: "INSUFFICIENT_STOCK", field, available }];
    return stocked + delta > MAX_UNITS ? [{ code: "QUANTITY_OUT_OF_RANGE", field }] : [];
  });
  return [...unknown, ...refused];
}

/** How many more there are after `change`. */
export const deltaOf = ({ delta, setTo }: InventoryChange, { available }: AdjustableLevel): number =>
  delta ?? setTo! - available;
