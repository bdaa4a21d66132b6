import { PRODUCT_ERROR_CODES } from "../authoring/product-problem.ts";

/** What only a file can get wrong. */
export const FILE_ERROR_CODES = [
  "EMPTY_FILE",
  "NOT_UTF8",
  "MALFORMED_CSV",
  "MALFORMED_JSON",
  "ROW_TOO_LONG",
  "TOO_MANY_ROWS",
  "TOO_MANY_COLUMNS",
  "UNKNOWN_COLUMN",
  "DUPLICATE_COLUMN",
  "MISSING_COLUMN",
  "WRONG_CELL_COUNT",
  "INVALID_VALUE",
  "SKU_UNKNOWN",
  "DUPLICATE_SKU",
  "ROWS_APART",
  "INTERRUPTED",
] as const;

export const ROW_ERROR_CODES = [...PRODUCT_ERROR_CODES, ...FILE_ERROR_CODES] as const;
/** Why a row, or a whole file, is bad: what forbids the same by hand, and what only a file can get wrong. */
export type RowErrorCode = (typeof ROW_ERROR_CODES)[number];
