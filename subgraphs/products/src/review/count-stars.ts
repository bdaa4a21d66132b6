import type { ProductsStore } from "../database.ts";
import { averageTenths, type Review } from "./review.ts";

type Counted = Pick<Review, "productId" | "shopId" | "rating" | "status">;

/**
 * Brings the rating of the product and its shop, and what lists know of it, from the review as it was (null: there was none) to
 * what it is now (null: it is gone). Call it in the transaction that changes the review.
 */
export async function countStars(
  { ratings, listings }: Pick<ProductsStore, "ratings" | "listings">,
  former: Counted | null,
  next: Counted | null,
): Promise<void> {
  const removed = starsOf(former);
  const added = starsOf(next);
  const review = former ?? next;
  if (review === null || removed === added) return;
  const { count, sum } = await ratings.change(review, { removed, added });
  await listings.refreshRatings([{ productId: review.productId, averageTenths: averageTenths(sum, count), count }]);
}

/** Only what everyone sees counts. */
const starsOf = (review: Counted | null): number | null => (review?.status === "PUBLISHED" ? review.rating : null);
