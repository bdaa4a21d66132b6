import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType("User", { description: "A person with an account." })
@Directive('@key(fields: "id")')
export class UserStub {
  @Field(() => ID, { description: "The user's id." })
  id!: string;
}

@ObjectType("ProductVariant", { description: "What is put into a cart: one choice of each option of a product." })
@Directive('@key(fields: "id", resolvable: false)')
export class ProductVariantStub {
  @Field(() => ID, { description: "Begins with `var_`." })
  id!: string;
}

@ObjectType("StockReservation", { description: "Units set aside for one order while it waits for its payment." })
@Directive('@key(fields: "id", resolvable: false)')
export class StockReservationStub {
  @Field(() => ID, { description: "The order's id with the prefix `hold_`." })
  id!: string;
}
