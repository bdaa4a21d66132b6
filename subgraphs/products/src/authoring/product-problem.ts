export const PRODUCT_ERROR_CODES = [
  "REQUIRED",
  "TOO_LONG",
  "UNPRINTABLE",
  "MIXED_SCRIPTS",
  "TOO_MANY",
  "DUPLICATE",
  "INVALID_HANDLE",
  "HANDLE_TAKEN",
  "INVALID_SKU",
  "SKU_TAKEN",
  "INVALID_PRICE",
  "COMPARE_AT_NOT_ABOVE_PRICE",
  "INVALID_WEIGHT",
  "OPTION_NOT_CHOSEN",
  "OPTION_UNKNOWN",
  "OPTION_VALUE_UNKNOWN",
  "OPTION_VALUE_IN_USE",
  "VARIANT_EXISTS",
  "CATEGORY_NOT_FOUND",
  "ATTRIBUTE_UNDEFINED",
  "ATTRIBUTE_INVALID",
  "FILE_NOT_FOUND",
  "FILE_NOT_READY",
  "FILE_IN_USE",
  "IMAGE_NOT_OF_PRODUCT",
  "VARIANT_REQUIRED",
  "PRICE_REQUIRED",
  "INVALID_STATUS",
  "NOT_FOUND",
  "CONFLICT",
] as const;
export type ProductErrorCode = (typeof PRODUCT_ERROR_CODES)[number];

/** Something about a product that whoever edits it can mend. */
export interface ProductProblem {
  readonly code: ProductErrorCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
}

/** Where in the input something stands. */
export type Path = readonly (string | number)[];

/** Everything that is found wrong, in the order in which it is found. */
export interface ProblemList {
  readonly all: readonly ProductProblem[];
  add(code: ProductErrorCode, path: Path | null): void;
}

export function createProblemList(): ProblemList {
  const all: ProductProblem[] = [];
  return {
    all,
    add: (code, path) => void all.push({ code, field: path && path.map(String) }),
  };
}
