import { toAuditActor } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import { readText } from "#platform/text/read-text.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { ProductsDatabase } from "../database.ts";
import { countStars } from "./count-stars.ts";
import { REVIEW_NOT_FOUND, type ReviewProblem } from "./review-problem.ts";
import { MAX_REASON, REVIEW_MOVES, type Review, type ReviewMove } from "./review.ts";

export type ModerateReviewOutcome =
  { kind: "moderated"; review: Review } | { kind: "refused"; problems: readonly ReviewProblem[] };

export type ModerateReview = ReturnType<typeof createModerateReview>;

/**
 * Decides on a review along REVIEW_MOVES, for a reason that its author reads. Of two moderators who decide the same at once, the
 * second learns that it is done. Hidden stars stop counting in the same transaction. Who may is the caller's to check.
 */
export function createModerateReview({ db }: { db: Pick<ProductsDatabase, "transaction"> }) {
  return (
    { viewer, requestId }: Pick<Actor, "viewer" | "requestId">,
    input: { reviewId: string; action: ReviewMove; reason: string },
  ) =>
    db.transaction(async (store): Promise<ModerateReviewOutcome> => {
      const reviewId = parseId("rev", input.reviewId);
      const former = reviewId && (await store.reviews.lock(reviewId));
      const { from, to } = REVIEW_MOVES[input.action];
      const reason = readText(input.reason, { max: MAX_REASON });
      const problems: ReviewProblem[] = [
        ...(former ? [] : [REVIEW_NOT_FOUND]),
        ...(former && former.status !== from ? [{ code: "WRONG_STATUS", field: ["action"] } as const] : []),
        ...(reason.kind === "bad" ? [{ code: `REASON_${reason.problem}`, field: ["reason"] } as const] : []),
        ...(reason.kind === "good" && reason.text === "" ? [{ code: "REASON_EMPTY", field: ["reason"] } as const] : []),
      ];
      if (!former || reason.kind === "bad" || problems.length > 0) return { kind: "refused", problems };

      const review = await store.reviews.decide(former.id, to, reason.text);
      await countStars(store, former, review);
      await appendAudit(store.outbox, ProductsAuditRecorded, toAuditActor(viewer), {
        action: "review.moderate",
        subject: { type: "Review", id: review.id },
        before: { status: former.status },
        after: { status: review.status, decision: input.action, reason: reason.text },
      });
      return { kind: "moderated", review };
    }, requestId);
}
