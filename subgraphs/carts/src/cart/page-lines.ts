import { type Page, type PageArguments, readPageArguments, toPage } from "#platform/database/page.ts";
import { type CartLine, MAX_LINES } from "./cart.ts";

const DEFAULT_LINES = 50;

/**
 * A page of the lines of one cart, which are all in memory: at most 100 of them. The cursor is the line's position.
 * @throws AppError BAD_USER_INPUT for wrong arguments.
 */
export function pageLines(lines: readonly CartLine[], page: PageArguments): Page<CartLine> {
  const request = readPageArguments(page, { max: MAX_LINES, cursorLength: 1, default: DEFAULT_LINES });
  const { backward, cursor, limit } = request;
  const start = cursor?.[0];
  const inReadingOrder = backward ? lines.toReversed() : lines;
  const behind = inReadingOrder.filter(
    ({ position }) => typeof start !== "number" || (backward ? position < start : position > start),
  );
  return toPage(behind.slice(0, limit + 1), request);
}
