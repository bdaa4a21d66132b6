import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { CreateReviewInput } from "./create-review.ts";
import type { ReviewErrorCode, ReviewProblem } from "./review-problem.ts";
import type { ReportReason, ReviewMove } from "./review.ts";
import { ReviewReportReasonEnum, ReviewType } from "./review.type.ts";
import type { UpdateReviewInput } from "./update-review.ts";

/** Each code with what it means and what a person reads. */
const ERRORS: Record<ReviewErrorCode, { meaning: string; message: string }> = {
  RATING_OUT_OF_RANGE: { meaning: "A rating is 1, 2, 3, 4 or 5.", message: "Give one to five stars." },
  TITLE_TOO_LONG: { meaning: "A title has at most 100 characters.", message: "Use at most 100 characters." },
  TITLE_UNPRINTABLE: {
    meaning: "The title holds a line end, a control character or an invisible mark.",
    message: "The title holds characters that cannot be shown.",
  },
  TITLE_MIXED_SCRIPTS: {
    meaning: "A word of the title mixes alphabets, as if to look like another.",
    message: "Write each word in letters of one alphabet.",
  },
  COMMENT_TOO_LONG: { meaning: "A comment has at most 500 characters.", message: "Use at most 500 characters." },
  COMMENT_UNPRINTABLE: {
    meaning: "The comment holds a control character or an invisible mark.",
    message: "The comment holds characters that cannot be shown.",
  },
  TOO_MANY_IMAGES: { meaning: "A review has at most five pictures.", message: "Use at most five pictures." },
  IMAGE_REPEATED: { meaning: "The same file is there before.", message: "This picture is there twice." },
  IMAGE_NOT_FOUND: {
    meaning: "The viewer has no such file that was uploaded for a review.",
    message: "There is no such picture of yours.",
  },
  IMAGE_NOT_READY: {
    meaning: "The file has not been checked yet, or was refused.",
    message: "This picture is not ready to be used.",
  },
  IMAGE_TAKEN: { meaning: "Another review uses the file.", message: "Another review shows this picture." },
  REPLY_TOO_LONG: { meaning: "A reply has at most 500 characters.", message: "Use at most 500 characters." },
  REPLY_UNPRINTABLE: {
    meaning: "The reply holds a control character or an invisible mark.",
    message: "The reply holds characters that cannot be shown.",
  },
  REASON_EMPTY: { meaning: "A decision has a reason.", message: "Say why." },
  REASON_TOO_LONG: { meaning: "A reason has at most 500 characters.", message: "Use at most 500 characters." },
  REASON_UNPRINTABLE: {
    meaning: "The reason holds a control character or an invisible mark.",
    message: "The reason holds characters that cannot be shown.",
  },
  NOT_FOUND: {
    meaning: "It is not there, or not the viewer's: a review, or an order line that they paid for.",
    message: "This is not there.",
  },
  ALREADY_REVIEWED: { meaning: "The order line has a review.", message: "You have reviewed this purchase already." },
  OWN_PRODUCT: {
    meaning: "The viewer is a member of the shop that sold it.",
    message: "You cannot review what your own shop sells.",
  },
  OWN_REVIEW: { meaning: "The viewer wrote it.", message: "This is your own review." },
  ALREADY_REPORTED: { meaning: "The viewer has reported it before.", message: "You have reported this already." },
  CONFLICT: {
    meaning: "The review has changed since the expected version; the payload has it as it is now.",
    message: "The review has been changed in the meantime. Look at it again.",
  },
  WRONG_STATUS: {
    meaning: "Its status does not allow the action, perhaps because another moderator was faster.",
    message: "This has been decided already. Look at it again.",
  },
  TOO_MANY_WRITES: {
    meaning: "The viewer has written 30 reviews, changes and reports today (UTC).",
    message: "That is enough for today. Come back tomorrow.",
  },
};
const CODES = Object.keys(ERRORS) as ReviewErrorCode[];

export const ReviewErrorCodeEnum = Object.fromEntries(CODES.map((code) => [code, code])) as {
  [Code in ReviewErrorCode]: Code;
};
registerEnumType(ReviewErrorCodeEnum, {
  name: "ReviewErrorCode",
  description: "Why nothing became of a review, a reply, a report or a decision.",
  valuesConfig: Object.fromEntries(CODES.map((code) => [code, { description: ERRORS[code].meaning }])),
});

export const ReviewActionEnum: { [Move in ReviewMove]: Move } = { HIDE: "HIDE", SHOW: "SHOW", KEEP: "KEEP" };
registerEnumType(ReviewActionEnum, {
  name: "ReviewAction",
  description: "What moderators decide of a review. Each settles the reports so far.",
  valuesConfig: {
    HIDE: { description: "Nobody but its author and moderators sees it any more, and its stars do not count." },
    SHOW: { description: "A hidden one is published again." },
    KEEP: { description: "A published one stays as it is." },
  },
});

@ObjectType("ReviewUserError", {
  implements: UserErrorType,
  description: "Something about a review that can be fixed.",
})
export class ReviewUserErrorType extends UserErrorType {
  @Field(() => ReviewErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: ReviewErrorCode;
}

export const reviewUserError = ({ code, field }: ReviewProblem): ReviewUserErrorType => ({
  code,
  message: ERRORS[code].message,
  field: field && [...field],
});

@InputType("ReviewCreateInput", { description: "What the viewer thinks of something that they bought." })
export class ReviewCreateInputType implements CreateReviewInput {
  @Field(() => ID, { description: "The line of a paid order of theirs." })
  orderLineId!: string;

  @Field(() => Int, { description: "From 1 to 5." })
  rating!: number;

  @Field(() => String, {
    nullable: true,
    description: "At most 100 characters on one line, each word in one alphabet.",
  })
  title?: string | null;

  @Field(() => String, { nullable: true, description: "At most 500 characters." })
  comment?: string | null;

  @Field(() => [ID], { nullable: true, description: "At most five READY files of theirs with purpose REVIEW_IMAGE." })
  imageFileIds?: string[] | null;
}

@InputType("ReviewUpdateInput", { description: "What to change of a review. What is left out stays." })
export class ReviewUpdateInputType implements UpdateReviewInput {
  @Field(() => ID, { description: "One of the viewer's reviews." })
  reviewId!: string;

  @Field(() => Int, { nullable: true, description: "From 1 to 5; null leaves it." })
  rating?: number | null;

  @Field(() => String, { nullable: true, description: 'At most 100 characters; null and "" take it away.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 500 characters; null and "" take it away.' })
  comment?: string | null;

  @Field(() => [ID], { nullable: true, description: "All pictures from now on, at most five; null leaves them." })
  imageFileIds?: string[] | null;

  @Field(() => Int, { nullable: true, description: "The version that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("ReviewDeleteInput", { description: "Which review to delete." })
export class ReviewDeleteInput {
  @Field(() => ID, { description: "One of the viewer's reviews." })
  reviewId!: string;

  @Field(() => Int, { nullable: true, description: "The version that the decision was made for." })
  expectedVersion?: number | null;
}

@InputType("ReviewReplyInput", { description: "What the shop answers to a review." })
export class ReviewReplyInput {
  @Field(() => ID, { description: "A review of something that the viewer's shop sells." })
  reviewId!: string;

  @Field(() => String, { nullable: true, description: 'At most 500 characters; null and "" take the reply away.' })
  text?: string | null;
}

@InputType("ReviewReportInput", { description: "What is wrong with a review." })
export class ReviewReportInput {
  @Field(() => ID, { description: "Somebody else's review." })
  reviewId!: string;

  @Field(() => ReviewReportReasonEnum, { description: "What the viewer finds wrong." })
  reason!: ReportReason;
}

@InputType("ReviewModerateInput", { description: "What becomes of a review, and why." })
export class ReviewModerateInput {
  @Field(() => ID, { description: "The review." })
  reviewId!: string;

  @Field(() => ReviewActionEnum, { description: "What to do." })
  action!: ReviewMove;

  @Field(() => String, { description: "Why, for its author and other moderators: 1 to 500 characters." })
  reason!: string;
}

@ObjectType("ReviewCreatePayload", { description: "The new review, or why there is none." })
export class ReviewCreatePayload {
  @Field(() => ReviewType, { nullable: true, description: "The new review; null when nothing was done." })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}

@ObjectType("ReviewUpdatePayload", { description: "The changed review, or why it was not changed." })
export class ReviewUpdatePayload {
  @Field(() => ReviewType, {
    nullable: true,
    description: "As it is now; null when nothing was done, but for a CONFLICT.",
  })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}

@ObjectType("ReviewDeletePayload", { description: "Which review is gone, or why it is not." })
export class ReviewDeletePayload {
  @Field(() => ID, { nullable: true, description: "The review that is gone; null when nothing was done." })
  deletedReviewId!: string | null;

  @Field(() => ReviewType, { nullable: true, description: "After a CONFLICT the review as it is now; null otherwise." })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}

@ObjectType("ReviewReplyPayload", { description: "The review with the reply, or why there is none." })
export class ReviewReplyPayload {
  @Field(() => ReviewType, { nullable: true, description: "As it is now; null when nothing was done." })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}

@ObjectType("ReviewReportPayload", { description: "The reported review, or why it was not reported." })
export class ReviewReportPayload {
  @Field(() => ReviewType, { nullable: true, description: "The review; null when nothing was done." })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that stands in the way; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}

@ObjectType("ReviewModeratePayload", { description: "The review after the decision, or why there was none." })
export class ReviewModeratePayload {
  @Field(() => ReviewType, { nullable: true, description: "As it is now; null when nothing was done." })
  review!: ReviewType | null;

  @Field(() => [ReviewUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ReviewUserErrorType[];
}
