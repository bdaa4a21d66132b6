import { AppError } from "#platform/errors/app-error.ts";
import { type IdPrefix, parseId } from "#platform/ids/id.ts";

/** The arguments of a Relay connection, as a client sends them. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** A checked page request: `limit` rows after `cursor` in the list's order, or before it when `backward`. */
export interface PageRequest {
  limit: number;
  backward: boolean;
  /** The sort key values of the row to start behind, as `encodeCursor` got them. */
  cursor: readonly CursorValue[] | null;
}

export type CursorValue = string | number | null;

/** One page in the list's order, whichever direction it was read in. */
export interface Page<Row> {
  rows: Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/**
 * Checks connection arguments: exactly one of `first` and `last`, from 1 to `max`, and a cursor of this list.
 * @throws AppError BAD_USER_INPUT naming what is wrong.
 */
export function readPageArguments(
  { first, after, last, before }: PageArguments,
  options: { max: number; cursorLength: number; default?: number },
): PageRequest {
  const chosenFirst = first ?? (last == null ? options.default : undefined);
  if ((chosenFirst == null) === (last == null)) throw invalid("Give exactly one of `first` and `last`.");
  if (chosenFirst != null && before != null) throw invalid("`before` goes with `last`, `after` with `first`.");
  if (last != null && after != null) throw invalid("`after` goes with `first`, `before` with `last`.");
  const limit = (chosenFirst ?? last) as number;
  if (limit < 1 || limit > options.max) throw invalid(`\`first\` and \`last\` take 1 to ${options.max}.`);
  const text = chosenFirst == null ? before : after;
  return {
    limit,
    backward: chosenFirst == null,
    cursor: text == null ? null : decodeCursor(text, options.cursorLength),
  };
}

export const encodeCursor = (values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify(values)).toString("base64url");

/** Where a row stands in a list that is ordered by an instant, and by id where instants are equal. */
export interface InstantPosition {
  at: Date;
  id: string;
}

/**
 * A cursor of two values as such a position; null for the list's start. The id's prefix is `prefix`.
 * @throws AppError BAD_USER_INPUT when it is of another list.
 */
export function readInstantPosition(cursor: readonly CursorValue[] | null, prefix: IdPrefix): InstantPosition | null {
  if (cursor === null) return null;
  const [text, id] = cursor;
  const at = typeof text === "string" && INSTANT.test(text) ? new Date(text) : null;
  if (at === null || Number.isNaN(at.getTime()) || typeof id !== "string" || parseId(prefix, id) === null) {
    throw invalid("The cursor is not one of this list.");
  }
  return { at, id };
}

/** As `Date.toISOString` writes it; PostgreSQL knows no year 0. */
const INSTANT = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function decodeCursor(text: string, length: number): CursorValue[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const isCursor =
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => value === null || typeof value === "string" || typeof value === "number");
    if (isCursor) return values as CursorValue[];
  } catch {
    // falls through: unreadable and foreign cursors get the same answer
  }
  throw invalid("The cursor is not one of this list.");
}

/**
 * The page in `found`, which was read with `LIMIT request.limit + 1` in reading direction: the extra row only tells that
 * there is more.
 */
export function toPage<Row>(found: readonly Row[], request: PageRequest): Page<Row> {
  const hasMore = found.length > request.limit;
  const rows = found.slice(0, request.limit);
  if (request.backward) rows.reverse();
  return {
    rows,
    hasNextPage: request.backward ? request.cursor !== null : hasMore,
    hasPreviousPage: request.backward ? hasMore : request.cursor !== null,
  };
}

const invalid = (message: string) => new AppError("BAD_USER_INPUT", message);
