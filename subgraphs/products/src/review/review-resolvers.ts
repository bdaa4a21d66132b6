import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { createCreateReview } from "./create-review.ts";
import { createDeleteReview } from "./delete-review.ts";
import { createModerateReview } from "./moderate-review.ts";
import { createReplyToReview } from "./reply-to-review.ts";
import { createReportReview } from "./report-review.ts";
import { ReviewEditResolver } from "./review-edit.resolver.ts";
import { ReviewResolver } from "./review.resolver.ts";
import {
  OrderLineReviewResolver,
  ProductReviewsResolver,
  RatingResolver,
  ShopRatingResolver,
  UserReviewsResolver,
} from "./reviews-of.resolver.ts";
import { createUpdateReview } from "./update-review.ts";

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  now: Now;
}

/** All writes of reviews, wired. */
export const createReviewUseCases = (deps: Deps) => ({
  createReview: createCreateReview(deps),
  updateReview: createUpdateReview(deps),
  deleteReview: createDeleteReview(deps),
  replyToReview: createReplyToReview(deps),
  reportReview: createReportReview(deps),
  moderateReview: createModerateReview(deps),
});

/** Reviews, their writes, and what they add to other types. */
export const createReviewResolvers = (deps: Deps) => [
  new ReviewResolver(),
  new ReviewEditResolver(createReviewUseCases(deps)),
  new RatingResolver(),
  new ProductReviewsResolver(),
  new ShopRatingResolver(),
  new UserReviewsResolver(),
  new OrderLineReviewResolver(),
];
