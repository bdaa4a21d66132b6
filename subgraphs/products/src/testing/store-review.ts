import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import type { ProductsDatabase } from "../database.ts";
import { countStars } from "../review/count-stars.ts";
import type { Review, ReviewRight } from "../review/review.ts";

/** Lets the person review one unit of the product, as a paid order would. */
export async function storeRight(
  database: Pick<ProductsDatabase, "transaction">,
  product: Pick<Product, "id" | "shopId" | "variants">,
  userId: UserId,
): Promise<ReviewRight> {
  const now = new Date();
  const right: ReviewRight = {
    orderLineId: newId("oln", now),
    productId: product.id,
    variantId: product.variants[0]!.id,
    shopId: product.shopId as ShopId,
    userId,
    paidAt: now,
  };
  await database.transaction(async ({ reviewers }) => {
    await reviewers.lock(userId, now);
    await reviewers.grant([right]);
  });
  return right;
}

/** A review by somebody who has paid, and its stars. */
export async function storeReview(
  database: Pick<ProductsDatabase, "transaction">,
  product: Pick<Product, "id" | "shopId" | "variants">,
  overrides: Partial<Review> = {},
): Promise<Review> {
  const createdAt = overrides.createdAt ?? new Date();
  const authorId = overrides.authorId ?? newId("user", createdAt);
  const { orderLineId, productId, variantId, shopId } = await storeRight(database, product, authorId);
  const review: Review = {
    ...{ id: newId("rev", createdAt), productId, variantId, shopId, authorId, orderLineId },
    ...{ status: "PUBLISHED", moderationReason: null, reply: null, version: 1, createdAt, updatedAt: createdAt },
    ...{ rating: 4, title: null, comment: "Good.", imageFileIds: [] },
    ...overrides,
  };
  await database.transaction(async (store) => {
    await store.reviews.insert(review);
    await countStars(store, null, review);
  });
  return review;
}
