import type { RowErrorCode } from "./import-problem.ts";

/** What a row says in one column; a list where the column takes several values. An empty one takes away what was there. */
export type Cell = string | readonly string[];

/** One row of a file: what it says, by column. A column that is absent leaves everything as it is. */
export interface Row {
  /** As a spreadsheet numbers it, the header being 1; in JSON Lines the line. */
  readonly row: number;
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface CellError {
  /** The column; empty when the row as a whole is meant. */
  readonly field: readonly string[];
  readonly code: RowErrorCode;
}

/** `badRow` is one row that cannot be read; `badFile` ends the reading. */
export type RowEvent =
  | { readonly kind: "row"; readonly row: Row }
  | { readonly kind: "badRow"; readonly row: number; readonly errors: readonly CellError[] }
  | { readonly kind: "badFile"; readonly row: number | null; readonly errors: readonly CellError[] };

export const badFile = (code: RowErrorCode, row: number | null = null): RowEvent => ({
  kind: "badFile",
  row,
  errors: [{ field: [], code }],
});

/** A file with more rows is refused as a whole. */
export const MAX_ROWS = 100_000;
/** In bytes of a file. The longest description fits in several times. */
export const MAX_ROW_BYTES = 1_024 * 1_024;
