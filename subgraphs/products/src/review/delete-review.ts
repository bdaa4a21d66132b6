import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { countStars } from "./count-stars.ts";
import { exchangeImages } from "./review-images.ts";
import { REVIEW_CONFLICT, REVIEW_NOT_FOUND, type ReviewProblem } from "./review-problem.ts";
import type { Review, ReviewId } from "./review.ts";
import { enterReviewer } from "./reviewer.policy.ts";

export type DeleteReviewOutcome =
  | { kind: "deleted"; reviewId: ReviewId }
  /** `current` is there when the review has changed since the expected version. */
  | { kind: "refused"; problems: readonly ReviewProblem[]; current: Review | null };

export type DeleteReview = ReturnType<typeof createDeleteReview>;

/**
 * Removes one of the viewer's reviews with its reply, reports and pictures. A published one may be written anew; a hidden one can only
 * be changed, or deleting would undo what moderators decided. Deleting is always allowed, however much the person has written today.
 * @throws AppError UNAUTHENTICATED for a guest, a program and the erased.
 */
export function createDeleteReview({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return (
    { viewer, requestId }: Pick<Actor, "viewer" | "requestId">,
    input: { reviewId: string; expectedVersion?: number | null },
  ) =>
    db.transaction(async (store): Promise<DeleteReviewOutcome> => {
      const at = now();
      const { userId } = await enterReviewer(store, viewer, at);
      const reviewId = parseId("rev", input.reviewId);
      const review = reviewId && (await store.reviews.lock(reviewId));
      if (!review || review.authorId !== userId)
        return { kind: "refused", problems: [REVIEW_NOT_FOUND], current: null };
      if (review.version !== (input.expectedVersion ?? review.version)) {
        return { kind: "refused", problems: [REVIEW_CONFLICT], current: review };
      }
      const use = { reviewId: review.id, ownerId: userId };
      await exchangeImages(store, use, { former: review.imageFileIds, next: [], at });
      if (review.status === "HIDDEN") await store.reviewers.revoke(review.orderLineId);
      await store.reviews.delete(review.id);
      await countStars(store, review, null);
      return { kind: "deleted", reviewId: review.id };
    }, requestId);
}
