import type { Page, PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Product, Variant } from "./product.ts";

export const VARIANT_CURSOR_LENGTH = 1;

/** A page of a product's variants, which its document has in their order. A cursor is the id of the variant it stands at. */
export function pageOfVariants({ variants }: Product, request: PageRequest): Page<Variant> {
  const { cursor, backward, limit } = request;
  const at = cursor === null ? null : variants.findIndex(({ id }) => id === cursor[0]);
  if (at === -1) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  const end = backward ? (at ?? variants.length) : Math.min(variants.length, (at ?? -1) + 1 + limit);
  const start = backward ? Math.max(0, end - limit) : at === null ? 0 : at + 1;
  return {
    rows: variants.slice(start, end),
    hasNextPage: end < variants.length,
    hasPreviousPage: start > 0,
  };
}
