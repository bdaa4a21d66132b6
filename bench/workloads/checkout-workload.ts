import { randomUUID } from "node:crypto";
import { CartCreateDocument, CheckoutStartDocument } from "../../clients/storefront/graphql.ts";
import { startCommitFloor } from "../floors/commit-floor.ts";
import { runLoad } from "../load/closed-loop.ts";
import { requireNoUserErrors } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import { countWrittenRows } from "../system/count-written-rows.ts";
import type { Scene, Workload } from "./workload.ts";

const ADDRESS = {
  fullName: "Ada Lovelace",
  line1: "12 Analytical Row",
  city: "Dublin",
  postalCode: "D02 X285",
  countryCode: "IE",
};

/** A guest's cart with one line, and its checkout up to the order that waits for payment: two requests, one operation. */
export async function prepareCheckout({ client, shop, system, concurrency }: Scene): Promise<Workload> {
  const nextVariant = rotate(shop.variantIds);
  const operation = async () => {
    const lines = [{ variantId: nextVariant(), quantity: 1 }];
    const { cartCreate } = await client.query(CartCreateDocument, { input: { lines, currencyCode: "EUR" } });
    requireNoUserErrors(cartCreate.userErrors);
    const { checkoutStart } = await client.query(CheckoutStartDocument, {
      input: {
        cartId: cartCreate.cart!.id,
        idempotencyKey: randomUUID(),
        email: "ada@example.test",
        shippingAddress: ADDRESS,
      },
    });
    requireNoUserErrors(checkoutStart.userErrors);
    if (checkoutStart.order?.reservation?.status !== "HELD") throw new Error("the order holds no stock");
  };
  const rows = await countWrittenRows(system.postgresUrl, system.pid, operation);
  return {
    title: "whole checkout",
    run: (load) => runLoad(operation, load),
    floor: await startCommitFloor(system.postgresUrl, rows, concurrency),
  };
}
