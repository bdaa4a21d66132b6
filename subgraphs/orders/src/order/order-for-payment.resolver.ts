import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { OrdersContext } from "../context.ts";
import { OrderForPaymentType, toOrderForPaymentType } from "./order-for-payment.type.ts";

@Resolver()
export class OrderForPaymentResolver {
  @Access(sibling("payments"))
  @Query(() => OrderForPaymentType, {
    nullable: true,
    description: "An order to be paid, whoever's it is. For payments only.",
  })
  @Directive("@inaccessible")
  async orderForPayment(
    @Arg("id", () => ID, { description: "The order's id." }) id: string,
    @Ctx() context: OrdersContext,
  ): Promise<OrderForPaymentType | null> {
    const orderId = parseId("ord", id);
    const order = orderId && (await context.orders.find({ id: orderId }));
    // Nobody is left to pay it, and no address to tell the provider.
    return order && !order.erasedAt ? toOrderForPaymentType(order) : null;
  }
}
