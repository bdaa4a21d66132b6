import type { Product, ProductStatus } from "../catalogue/product.ts";
import type { ProblemList } from "./product-problem.ts";

interface Move {
  readonly from: readonly ProductStatus[];
  readonly to: ProductStatus;
}

/** The whole life of a product. A move to where it is already is none, so each is safe to repeat. */
export const PRODUCT_MOVES = {
  publish: { from: ["DRAFT"], to: "ACTIVE" },
  /** Off sale, or out of the archive, to be worked on. */
  unpublish: { from: ["ACTIVE", "ARCHIVED"], to: "DRAFT" },
  archive: { from: ["DRAFT", "ACTIVE"], to: "ARCHIVED" },
} as const satisfies Record<string, Move>;

export type ProductMove = keyof typeof PRODUCT_MOVES;

/** The product after the move; what forbids it is added to `problems`. */
export function moveProduct(product: Product, name: ProductMove, at: Date, problems: ProblemList): Product {
  const { from, to }: Move = PRODUCT_MOVES[name];
  if (product.status === to) return product;
  if (!from.includes(product.status)) problems.add("INVALID_STATUS", ["productId"]);
  return { ...product, status: to, publishedAt: to === "ACTIVE" ? (product.publishedAt ?? at) : product.publishedAt };
}

/** Adds what a shopper would miss of a product that is on sale. A title it always has. */
export function checkOnSale(product: Product, problems: ProblemList): void {
  if (product.status !== "ACTIVE") return;
  if (product.variants.length === 0) problems.add("VARIANT_REQUIRED", null);
  if (product.variants.some(({ prices }) => prices.length === 0)) problems.add("PRICE_REQUIRED", null);
}
