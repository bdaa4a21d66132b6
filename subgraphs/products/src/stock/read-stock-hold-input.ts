import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import { hours, seconds } from "#platform/time/duration.ts";
import type { StockLine } from "./stock.ts";

const MAX_LINES = 500;
const MAX_QUANTITY = 1_000_000;
const MAX_EXPIRY_MS = hours(24);

/**
 * Checks what a sibling wants held.
 * @throws AppError BAD_USER_INPUT naming everything that is wrong: the caller has a bug, not its shopper.
 */
export function readStockHoldInput(input: { holdId: string; lines: readonly StockLine[]; expiresInSeconds: number }): {
  holdId: string;
  lines: readonly StockLine[];
  expiresInMs: number;
} {
  const expiresInMs = seconds(input.expiresInSeconds);
  const violations = [
    parseId("hold", input.holdId) === null && "holdId: not the id of a hold.",
    input.lines.length === 0 && "lines: at least one.",
    input.lines.length > MAX_LINES && `lines: at most ${MAX_LINES}.`,
    (expiresInMs < 1_000 || expiresInMs > MAX_EXPIRY_MS) && "expiresInSeconds: from 1 to 86400.",
    ...input.lines.map(
      ({ variantId }, index) =>
        parseId("var", variantId) === null && `lines.${index}.variantId: not the id of a variant.`,
    ),
    ...input.lines.map(
      ({ quantity }, index) =>
        (quantity < 1 || quantity > MAX_QUANTITY) && `lines.${index}.quantity: from 1 to ${MAX_QUANTITY}.`,
    ),
  ].filter((violation) => violation !== false);
  if (violations.length > 0) throw new AppError("BAD_USER_INPUT", violations.join(" "));
  return { holdId: input.holdId, lines: input.lines, expiresInMs };
}
