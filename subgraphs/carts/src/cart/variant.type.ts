import { Directive, Field, ID, ObjectType } from "type-graphql";

/** The part of products' entity that carts knows and adds to. */
@ObjectType("ProductVariant", { description: "What is put into a cart: one choice of each option of a product." })
@Directive('@key(fields: "id")')
export class VariantStub {
  @Field(() => ID, { description: "Opaque, typed id." })
  id!: string;
}
