import { FieldResolver, Resolver, Root } from "type-graphql";
import type { Review } from "./review.ts";
import { ReviewType, UserType } from "./review.type.ts";

@Resolver(() => ReviewType)
export class ReviewResolver {
  @FieldResolver(() => UserType, { nullable: true, description: "Who wrote it; null when they have left." })
  author(@Root() { authorId }: Review): UserType | null {
    return authorId === null ? null : { id: authorId };
  }
}
