import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, member, signedIn, staff } from "#platform/graphql/access.ts";
import type { ProductsContext } from "../context.ts";
import type { CreateReview } from "./create-review.ts";
import type { DeleteReview } from "./delete-review.ts";
import type { ModerateReview } from "./moderate-review.ts";
import type { ReplyToReview } from "./reply-to-review.ts";
import type { ReportReview } from "./report-review.ts";
import {
  ReviewCreateInputType,
  ReviewCreatePayload,
  ReviewDeleteInput,
  ReviewDeletePayload,
  ReviewModerateInput,
  ReviewModeratePayload,
  ReviewReplyInput,
  ReviewReplyPayload,
  ReviewReportInput,
  ReviewReportPayload,
  ReviewUpdateInputType,
  ReviewUpdatePayload,
  reviewUserError,
} from "./review-edit.type.ts";
import { REVIEW_NOT_FOUND } from "./review-problem.ts";
import type { UpdateReview } from "./update-review.ts";

interface UseCases {
  createReview: CreateReview;
  updateReview: UpdateReview;
  deleteReview: DeleteReview;
  replyToReview: ReplyToReview;
  reportReview: ReportReview;
  moderateReview: ModerateReview;
}

/** The answer about a review of another shop, which is as if it were not there. */
const NO_REPLY = (): ReviewReplyPayload => ({ review: null, userErrors: [reviewUserError(REVIEW_NOT_FOUND)] });

@Resolver()
export class ReviewEditResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(signedIn({ note: "what they have paid for" }))
  @Mutation(() => ReviewCreatePayload, {
    description: "Publishes what the viewer thinks of something that they have paid for: once for each order line.",
  })
  async reviewCreate(
    @Arg("input", () => ReviewCreateInputType, { description: "What they think." }) input: ReviewCreateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewCreatePayload> {
    const outcome = await this.useCases.createReview(context, input);
    switch (outcome.kind) {
      case "created":
        return { review: outcome.review, userErrors: [] };
      case "refused":
        return { review: null, userErrors: outcome.problems.map(reviewUserError) };
    }
  }

  @Access(signedIn({ note: "their own reviews" }))
  @Mutation(() => ReviewUpdatePayload, { description: "Changes one of the viewer's reviews." })
  async reviewUpdate(
    @Arg("input", () => ReviewUpdateInputType, { description: "What becomes another." }) input: ReviewUpdateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewUpdatePayload> {
    const outcome = await this.useCases.updateReview(context, input);
    switch (outcome.kind) {
      case "updated":
        return { review: outcome.review, userErrors: [] };
      case "refused":
        return { review: outcome.current, userErrors: outcome.problems.map(reviewUserError) };
    }
  }

  @Access(signedIn({ note: "their own reviews" }))
  @Mutation(() => ReviewDeletePayload, {
    description:
      "Deletes one of the viewer's reviews, with its reply and pictures. They may write another one, unless moderators had hidden it.",
  })
  async reviewDelete(
    @Arg("input", () => ReviewDeleteInput, { description: "Which one." }) input: ReviewDeleteInput,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewDeletePayload> {
    const outcome = await this.useCases.deleteReview(context, input);
    switch (outcome.kind) {
      case "deleted":
        return { deletedReviewId: outcome.reviewId, review: null, userErrors: [] };
      case "refused":
        return {
          deletedReviewId: null,
          review: outcome.current,
          userErrors: outcome.problems.map(reviewUserError),
        };
    }
  }

  @Access(member(["CATALOG"], { refuse: NO_REPLY }))
  @Mutation(() => ReviewReplyPayload, {
    description: "Sets the shop's one answer to a review, changes it, or takes it away.",
  })
  async reviewReply(
    @Arg("input", () => ReviewReplyInput, { description: "What the shop answers." }) input: ReviewReplyInput,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewReplyPayload> {
    const outcome = await this.useCases.replyToReview(context, input);
    switch (outcome.kind) {
      case "replied":
        return { review: outcome.review, userErrors: [] };
      case "refused":
        return { review: null, userErrors: outcome.problems.map(reviewUserError) };
    }
  }

  @Access(signedIn({ note: "reviews by others" }))
  @Mutation(() => ReviewReportPayload, {
    description: "Tells moderators that something is wrong with somebody else's review: once for each person.",
  })
  async reviewReport(
    @Arg("input", () => ReviewReportInput, { description: "What is wrong." }) input: ReviewReportInput,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewReportPayload> {
    const outcome = await this.useCases.reportReview(context, input);
    switch (outcome.kind) {
      case "reported":
        return { review: outcome.review, userErrors: [] };
      case "refused":
        return { review: null, userErrors: outcome.problems.map(reviewUserError) };
    }
  }

  @Access(staff("review:moderate"))
  @Mutation(() => ReviewModeratePayload, { description: "Hides a review, shows it again, or leaves it as it is." })
  async reviewModerate(
    @Arg("input", () => ReviewModerateInput, { description: "The decision." }) input: ReviewModerateInput,
    @Ctx() context: ProductsContext,
  ): Promise<ReviewModeratePayload> {
    const outcome = await this.useCases.moderateReview(context, input);
    switch (outcome.kind) {
      case "moderated":
        return { review: outcome.review, userErrors: [] };
      case "refused":
        return { review: null, userErrors: outcome.problems.map(reviewUserError) };
    }
  }
}
