import { ArgsType, Directive, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { ConnectionArgs, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { ShopType } from "../catalogue/shop.type.ts";
import type { ReportReason, ReviewSort, ReviewStatus } from "./review.ts";

@ObjectType("User", { description: "A person with an account." })
@Directive('@key(fields: "id")')
export class UserType {
  @Field(() => ID, { description: "Begins with `user_`." })
  id!: string;
}

@ObjectType("OrderLine", { description: "Something that somebody bought." })
@Directive('@key(fields: "id")')
export class OrderLineType {
  @Field(() => ID, { description: "Begins with `oln_`." })
  id!: string;
}

export const ReviewStatusEnum: { [Status in ReviewStatus]: Status } = { PUBLISHED: "PUBLISHED", HIDDEN: "HIDDEN" };
registerEnumType(ReviewStatusEnum, {
  name: "ReviewStatus",
  description: "Who sees a review.",
  valuesConfig: {
    PUBLISHED: { description: "Everyone sees it, and its stars count." },
    HIDDEN: { description: "Moderators took it away: only they and its author see it, and its stars do not count." },
  },
});

export const ReviewReportReasonEnum: { [Reason in ReportReason]: Reason } = {
  SPAM: "SPAM",
  OFFENSIVE: "OFFENSIVE",
  PERSONAL_DATA: "PERSONAL_DATA",
  OFF_TOPIC: "OFF_TOPIC",
  OTHER: "OTHER",
};
registerEnumType(ReviewReportReasonEnum, {
  name: "ReviewReportReason",
  description: "What somebody finds wrong with a review.",
  valuesConfig: {
    SPAM: { description: "It advertises." },
    OFFENSIVE: { description: "It insults or threatens." },
    PERSONAL_DATA: { description: "It tells who or where somebody is." },
    OFF_TOPIC: { description: "It is not about the product." },
    OTHER: { description: "Something else." },
  },
});

export const ReviewSortEnum: { [Sort in ReviewSort]: Sort } = {
  NEWEST: "NEWEST",
  OLDEST: "OLDEST",
  HIGHEST_RATING: "HIGHEST_RATING",
  LOWEST_RATING: "LOWEST_RATING",
};
registerEnumType(ReviewSortEnum, {
  name: "ReviewSort",
  description: "What a list of reviews is ordered by.",
  valuesConfig: {
    NEWEST: { description: "By when they were written, the latest first." },
    OLDEST: { description: "By when they were written, the earliest first." },
    HIGHEST_RATING: { description: "By stars, five first; equal ones the latest first." },
    LOWEST_RATING: { description: "By stars, one first; equal ones the earliest first." },
  },
});

@ObjectType("RatingBar", { description: "How many gave so many stars." })
export class RatingBarType {
  @Field(() => Int, { description: "From 1 to 5." })
  stars!: number;

  @Field(() => Int, { description: "How many gave them." })
  count!: number;
}

@ObjectType("Rating", { description: "What buyers think, in figures. Only published reviews count." })
export class RatingType {
  @Field(() => Float, {
    nullable: true,
    description: "From 1 to 5, rounded half up to one decimal; null when nobody has rated.",
  })
  average!: number | null;

  @Field(() => Int, { description: "How many have rated." })
  count!: number;
}

@ObjectType("ReviewReply", { description: "What a shop answers to a review." })
export class ReviewReplyType {
  @Field(() => String, { description: "In the shop's words, at most 500 characters." })
  text!: string;

  @Field(() => DateTimeScalar, { description: "When it was written or last changed." })
  repliedAt!: Date;

  @Field(() => ShopType, { nullable: true, description: "Who answers." })
  shop!: ShopType | null;
}

@ObjectType("ReviewReportCount", { description: "How many reported a review for one reason." })
export class ReviewReportCountType {
  @Field(() => ReviewReportReasonEnum, { description: "What they find wrong." })
  reason!: ReportReason;

  @Field(() => Int, { description: "How many, of the reports that nobody has decided on." })
  count!: number;
}

@ObjectType("Review", { description: "What a buyer thought of what they bought." })
@Directive('@key(fields: "id")')
export class ReviewType {
  @Field(() => ID, { description: "Begins with `rev_`." })
  id!: string;

  @Field(() => Int, { description: "From 1 to 5." })
  rating!: number;

  @Field(() => String, { nullable: true, description: "What it comes to, at most 100 characters on one line." })
  title!: string | null;

  @Field(() => String, { nullable: true, description: "In the buyer's words, at most 500 characters." })
  comment!: string | null;

  @Field(() => ReviewStatusEnum, { description: "Who sees it." })
  status!: ReviewStatus;

  @Field(() => Int, { description: "Goes up with every change by its author." })
  version!: number;

  @Field(() => DateTimeScalar, { description: "When it was written." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When its author last changed it." })
  updatedAt!: Date;
}

export const ReviewConnectionType = createConnectionType("Review", ReviewType);

@ArgsType()
export class ReviewsOfArgs extends ConnectionArgs {
  @Field(() => [Int], { nullable: true, description: "Only those with one of these numbers of stars." })
  ratings?: number[] | null;

  @Field(() => ReviewSortEnum, { nullable: true, description: "Their order; NEWEST unless given." })
  sort?: ReviewSort | null;
}

@InputType("ReviewFilter", { description: "Which reviews a list has: those that fit everything given." })
export class ReviewFilterInput {
  @Field(() => ID, { nullable: true, description: "Only those of this product." })
  productId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those of this shop's products." })
  shopId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Only those by this person. One's own are there when they are hidden, too.",
  })
  authorId?: string | null;

  @Field(() => [Int], { nullable: true, description: "Only those with one of these numbers of stars." })
  ratings?: number[] | null;

  @Field(() => ReviewStatusEnum, {
    nullable: true,
    description: "Only those in this state. For scope `review:moderate`.",
  })
  status?: ReviewStatus | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only those with reports that nobody has decided on, or without. For scope `review:moderate`.",
  })
  reported?: boolean | null;
}

@ArgsType()
export class ReviewsArgs extends ConnectionArgs {
  @Field(() => ReviewFilterInput, { nullable: true, description: "Which ones; all that are published unless given." })
  filter?: ReviewFilterInput | null;

  @Field(() => ReviewSortEnum, { nullable: true, description: "Their order; NEWEST unless given." })
  sort?: ReviewSort | null;
}
