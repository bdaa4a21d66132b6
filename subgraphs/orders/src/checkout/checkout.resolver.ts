import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import type { OrdersContext } from "../context.ts";
import type { AccessKeys } from "../order/access-key.ts";
import { toOrderType } from "../order/order.type.ts";
import { CheckoutStartInput, CheckoutStartPayload } from "./checkout.type.ts";
import type { StartCheckout } from "./start-checkout.ts";

@Resolver()
export class CheckoutResolver {
  constructor(private readonly deps: { startCheckout: StartCheckout; accessKeys: AccessKeys }) {}

  @Access(everyone("who may change the cart"))
  @Mutation(() => CheckoutStartPayload, {
    description:
      "Turns a cart into an order at the server's prices and holds its stock. Safe to repeat with the same key: the same order, or the same errors, come back.",
  })
  async checkoutStart(
    @Arg("input", () => CheckoutStartInput, { description: "What to check out." }) input: CheckoutStartInput,
    @Ctx() { viewer, requestId }: OrdersContext,
  ): Promise<CheckoutStartPayload> {
    const outcome = await this.deps.startCheckout({ viewer, requestId }, input);
    switch (outcome.kind) {
      case "placed": {
        const accessKey = this.deps.accessKeys.of(outcome.order.id);
        return { order: toOrderType(outcome.order, { isBuyers: true, accessKey }), userErrors: [] };
      }
      case "refused":
        return { order: null, userErrors: [...outcome.problems] };
    }
  }
}
