import { Directive, Field, ID, ObjectType } from "type-graphql";

/** The part of accounts' entity that carts knows and adds to. */
@ObjectType("User", { description: "A person with an account." })
@Directive('@key(fields: "id")')
export class UserStub {
  @Field(() => ID, { description: "Opaque, typed id." })
  id!: string;
}
