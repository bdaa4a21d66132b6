import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { REVIEW_NOT_FOUND, type ReviewProblem } from "./review-problem.ts";
import { maySee, type ReportReason, type Review } from "./review.ts";
import { enterReviewer, toReader } from "./reviewer.policy.ts";

export type ReportReviewOutcome =
  { kind: "reported"; review: Review } | { kind: "refused"; problems: readonly ReviewProblem[] };

export type ReportReview = ReturnType<typeof createReportReview>;

/**
 * Tells moderators that something is wrong with another person's review, once for each person: a second report, also after
 * moderators have decided, is refused.
 * @throws AppError UNAUTHENTICATED for a guest, a program and the erased.
 */
export function createReportReview({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return (
    { viewer, requestId }: Pick<Actor, "viewer" | "requestId">,
    input: { reviewId: string; reason: ReportReason },
  ) =>
    db.transaction(async (store): Promise<ReportReviewOutcome> => {
      const at = now();
      const { userId, problems } = await enterReviewer(store, viewer, at);
      const reviewId = parseId("rev", input.reviewId);
      const review = reviewId && (await store.reviews.lock(reviewId));
      const refuse = (...found: ReviewProblem[]): ReportReviewOutcome => ({ kind: "refused", problems: found });
      if (!review || !maySee(review, toReader(viewer))) return refuse(REVIEW_NOT_FOUND);
      if (review.authorId === userId) return refuse({ code: "OWN_REVIEW", field: ["reviewId"] });
      if (problems.length > 0) return refuse(...problems);
      const isNew = await store.reviews.addReport({ reviewId: review.id, userId, reason: input.reason, at });
      if (!isNew) return refuse({ code: "ALREADY_REPORTED", field: ["reviewId"] });
      await store.reviewers.countWrite(userId, at);
      return { kind: "reported", review };
    }, requestId);
}
