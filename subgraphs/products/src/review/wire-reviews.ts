import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { createCreateReview } from "./create-review.ts";
import { createDeleteReview } from "./delete-review.ts";
import { createModerateReview } from "./moderate-review.ts";
import { createReplyToReview } from "./reply-to-review.ts";
import { createReportReview } from "./report-review.ts";
import { createUpdateReview } from "./update-review.ts";

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  now: Now;
}

/** Wiring of the writes of reviews: use cases. */
export const wireReviews = (deps: Deps) => ({
  useCases: {
    createReview: createCreateReview(deps),
    updateReview: createUpdateReview(deps),
    deleteReview: createDeleteReview(deps),
    replyToReview: createReplyToReview(deps),
    reportReview: createReportReview(deps),
    moderateReview: createModerateReview(deps),
  },
  jobs: [],
});
