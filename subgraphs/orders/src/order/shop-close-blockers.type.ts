import { Directive, Field, Int, ObjectType } from "type-graphql";

@ObjectType("ShopCloseBlockers", { description: "What of orders keeps a shop from closing. For accounts only." })
@Directive("@inaccessible")
export class ShopCloseBlockersType {
  @Field(() => Int, {
    description: "Orders with lines of the shop that wait for their payment, or are paid and not finished.",
  })
  openOrders!: number;
}
