import { isShopMember, type Actor, type Viewer } from "#platform/identity/viewer.ts";
import { newId, parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { countStars } from "./count-stars.ts";
import { NOTHING_SAID, readReviewInput, type ReviewTextsInput } from "./read-review-input.ts";
import { exchangeImages, findImageProblems } from "./review-images.ts";
import type { ReviewProblem } from "./review-problem.ts";
import type { Review, ReviewRight } from "./review.ts";
import { enterReviewer } from "./reviewer.policy.ts";

export type CreateReviewOutcome =
  { kind: "created"; review: Review } | { kind: "refused"; problems: readonly ReviewProblem[] };

export type CreateReview = ReturnType<typeof createCreateReview>;

export interface CreateReviewInput extends ReviewTextsInput {
  orderLineId: string;
  rating: number;
}

/**
 * Publishes what the viewer thinks of something that they have paid for: one review for each order line. Of several at once for one
 * line, one is written, because a person's writes take turns; `reviews_one_per_order_line` stands behind that. Members of the
 * shop that sold it may not review it.
 * @throws AppError UNAUTHENTICATED for a guest, a program and the erased.
 */
export function createCreateReview({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return ({ viewer, requestId }: Pick<Actor, "viewer" | "requestId">, input: CreateReviewInput) =>
    db.transaction(async (store): Promise<CreateReviewOutcome> => {
      const at = now();
      const { userId, problems: obstacles } = await enterReviewer(store, viewer, at);
      const lineId = parseId("oln", input.orderLineId);
      const right = lineId && (await store.reviewers.findRight(userId, lineId));
      const { texts, problems } = readReviewInput(input, NOTHING_SAID);
      const reviewId = newId("rev", at);
      const use = { reviewId, ownerId: userId };
      const all = [
        ...(await findLineProblems(store, viewer, right)),
        ...problems,
        ...(await findImageProblems(store, use, texts.imageFileIds)),
        ...obstacles,
      ];
      if (right === null || all.length > 0) return { kind: "refused", problems: all };

      const { orderLineId, productId, variantId, shopId } = right;
      const review: Review = {
        ...texts,
        ...{ id: reviewId, productId, variantId, shopId, authorId: userId, orderLineId },
        status: "PUBLISHED",
        moderationReason: null,
        reply: null,
        version: 1,
        createdAt: at,
        updatedAt: at,
      };
      await store.reviewers.countWrite(userId, at);
      await exchangeImages(store, use, { former: [], next: texts.imageFileIds, at });
      await store.reviews.insert(review);
      await countStars(store, null, review);
      return { kind: "created", review };
    }, requestId);
}

async function findLineProblems(
  { reviews }: Pick<ProductsStore, "reviews">,
  viewer: Viewer,
  right: ReviewRight | null,
): Promise<ReviewProblem[]> {
  const refuse = (code: ReviewProblem["code"]): ReviewProblem[] => [{ code, field: ["orderLineId"] }];
  if (right === null) return refuse("NOT_FOUND");
  if (isShopMember(viewer, right.shopId)) return refuse("OWN_PRODUCT");
  return (await reviews.isLineReviewed(right.orderLineId)) ? refuse("ALREADY_REVIEWED") : [];
}
