import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { PaymentSessionCreateDocument } from "../../../clients/storefront/graphql.ts";
import { query } from "../../setup/graph-client.ts";
import { checkOut, createCart, findVariant, orderBecomes, readOrder } from "../../setup/shopper.ts";

it("a buyer who is sent to the provider's page pays there and the order is PAID", async () => {
  const { id: variantId } = await findVariant(13);
  const order = await checkOut(await createCart(variantId));
  const { paymentSessionCreate } = await query(PaymentSessionCreateDocument, {
    input: { orderId: order.id, idempotencyKey: randomUUID(), kind: "HOSTED_CHECKOUT" },
  });
  const url = paymentSessionCreate.paymentSession!.url!;
  const page = await (await fetch(url)).text();
  expect(page).toContain(`Order ${order.number}`);

  const action = /action="([^"]+)"/.exec(page)![1]!;
  const body = new URLSearchParams({ payment_method: "pm_card_visa" });
  await fetch(new URL(action, url), { method: "POST", body, redirect: "manual" });

  await orderBecomes(order.id, order.accessKey, "PAID");
  expect((await readOrder(order.id, order.accessKey))!.payments!.nodes).toMatchObject([{ status: "SUCCEEDED" }]);
});
