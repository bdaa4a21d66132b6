import { PERSONAL, toAuditActor } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import { type Actor, isShopMember, type Viewer } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import { readText } from "#platform/text/read-text.ts";
import type { Now } from "#platform/time/clock.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { REVIEW_NOT_FOUND, type ReviewProblem } from "./review-problem.ts";
import { MAX_REPLY, maySee, type Review } from "./review.ts";
import { toReader } from "./reviewer.policy.ts";

export type ReplyToReviewOutcome =
  { kind: "replied"; review: Review } | { kind: "refused"; problems: readonly ReviewProblem[] };

export type ReplyToReview = ReturnType<typeof createReplyToReview>;

/**
 * Sets the shop's one answer to a review, changes it, or with null or "" takes it away: for members of the shop that sell. The last of
 * several at once stays. Who of the shop it was stands in the audit trail alone.
 */
export function createReplyToReview({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return (
    { viewer, requestId }: Pick<Actor, "viewer" | "requestId">,
    input: { reviewId: string; text?: string | null },
  ) =>
    db.transaction(async (store): Promise<ReplyToReviewOutcome> => {
      const reviewId = parseId("rev", input.reviewId);
      const review = reviewId && (await store.reviews.lock(reviewId));
      if (!review || !maySee(review, toReader(viewer)) || !isShopMember(viewer, review.shopId, ["CATALOG"])) {
        return { kind: "refused", problems: [REVIEW_NOT_FOUND] };
      }
      const read = readText(input.text ?? "", { max: MAX_REPLY });
      if (read.kind === "bad")
        return { kind: "refused", problems: [{ code: `REPLY_${read.problem}`, field: ["text"] }] };
      const text = read.text === "" ? null : read.text;
      if (text === (review.reply?.text ?? null)) return { kind: "replied", review };
      return { kind: "replied", review: await setReply(store, viewer, { review, text, at: now() }) };
    }, requestId);
}

async function setReply(
  store: Pick<ProductsStore, "reviews" | "outbox">,
  viewer: Viewer,
  { review, text, at }: { review: Review; text: string | null; at: Date },
): Promise<Review> {
  const replied = await store.reviews.setReply(review.id, text === null ? null : { text, repliedAt: at });
  await appendAudit(store.outbox, ProductsAuditRecorded, toAuditActor(viewer), {
    action: "review.reply",
    subject: { type: "Review", id: review.id },
    before: stateOf(review),
    after: stateOf(replied),
  });
  return replied;
}

/** A reply may speak of the customer. */
const stateOf = ({ shopId, reply }: Review) => ({ shopId, reply: reply && PERSONAL });
