import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType("Shop", { description: "A seller." })
@Directive('@key(fields: "id")')
export class ShopType {
  @Field(() => ID, { description: "Begins with `shop_`." })
  id!: string;
}
