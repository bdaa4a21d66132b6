import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { countStars } from "./count-stars.ts";
import { readReviewInput, type ReviewTextsInput } from "./read-review-input.ts";
import { exchangeImages, findImageProblems } from "./review-images.ts";
import { REVIEW_CONFLICT, REVIEW_NOT_FOUND, type ReviewProblem } from "./review-problem.ts";
import type { Review } from "./review.ts";
import { enterReviewer } from "./reviewer.policy.ts";

export type UpdateReviewOutcome =
  | { kind: "updated"; review: Review }
  /** `current` is there when the review has changed since the expected version. */
  | { kind: "refused"; problems: readonly ReviewProblem[]; current: Review | null };

export type UpdateReview = ReturnType<typeof createUpdateReview>;

export interface UpdateReviewInput extends ReviewTextsInput {
  reviewId: string;
  expectedVersion?: number | null;
}

/**
 * Changes one of the viewer's reviews; what is absent stays. A hidden one stays hidden. The review is locked, so of several changes
 * that expect one version one is made.
 * @throws AppError UNAUTHENTICATED for a guest, a program and the erased.
 */
export function createUpdateReview({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return ({ viewer, requestId }: Pick<Actor, "viewer" | "requestId">, input: UpdateReviewInput) =>
    db.transaction(async (store): Promise<UpdateReviewOutcome> => {
      const at = now();
      const { userId, problems: obstacles } = await enterReviewer(store, viewer, at);
      const reviewId = parseId("rev", input.reviewId);
      const former = reviewId && (await store.reviews.lock(reviewId));
      if (!former || former.authorId !== userId)
        return { kind: "refused", problems: [REVIEW_NOT_FOUND], current: null };
      const { texts, problems } = readReviewInput(input, former);
      const use = { reviewId: former.id, ownerId: userId };
      const isOutdated = former.version !== (input.expectedVersion ?? former.version);
      const all = [
        ...problems,
        ...(input.imageFileIds == null ? [] : await findImageProblems(store, use, texts.imageFileIds)),
        ...(isOutdated ? [REVIEW_CONFLICT] : []),
        ...obstacles,
      ];
      if (all.length > 0) return { kind: "refused", problems: all, current: isOutdated ? former : null };

      await store.reviewers.countWrite(userId, at);
      await exchangeImages(store, use, { former: former.imageFileIds, next: texts.imageFileIds, at });
      const review = await store.reviews.rewrite(former.id, texts, at);
      await countStars(store, former, review);
      return { kind: "updated", review };
    }, requestId);
}
