import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";

@ObjectType("User", { description: "A person with an account." })
@Directive('@key(fields: "id", resolvable: false)')
export class UserType {
  @Field(() => ID, { description: "Begins with `user_`." })
  id!: string;
}

@ObjectType("Rating", { description: "What buyers think of a product, in figures." })
export class RatingType {
  @Field(() => Float, { nullable: true, description: "From 1 to 5 with one decimal; null when nobody has rated." })
  average!: number | null;

  @Field(() => Int, { description: "How many have rated." })
  count!: number;
}

@ObjectType("Review", { description: "What a buyer thought of what they bought." })
export class ReviewType {
  @Field(() => ID, { description: "Begins with `rev_`." })
  id!: string;

  @Field(() => Int, { description: "From 1 to 5." })
  rating!: number;

  @Field(() => String, { nullable: true, description: "In the buyer's words, at most 500 characters." })
  comment!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was written." })
  createdAt!: Date;
}

export const ReviewConnectionType = createConnectionType("Review", ReviewType);
