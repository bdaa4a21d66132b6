import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { createCreateReview } from "./create-review.ts";
import { createDeleteReview } from "./delete-review.ts";
import { createModerateReview } from "./moderate-review.ts";
import { createReplyToReview } from "./reply-to-review.ts";
import { createReportReview } from "./report-review.ts";
import { createUpdateReview } from "./update-review.ts";

/** All writes of reviews, wired. */
export const createReviewUseCases = (deps: { db: Pick<ProductsDatabase, "transaction">; now: Now }) => ({
  createReview: createCreateReview(deps),
  updateReview: createUpdateReview(deps),
  deleteReview: createDeleteReview(deps),
  replyToReview: createReplyToReview(deps),
  reportReview: createReportReview(deps),
  moderateReview: createModerateReview(deps),
});
