import { expect, it } from "vitest";
import { CartPageDocument } from "../../../clients/storefront/graphql.ts";
import { query } from "../../setup/graph-client.ts";
import {
  checkOut,
  createCart,
  findVariant,
  onDatabase,
  openPayment,
  orderBecomes,
  payByCard,
  readOrder,
  stockExactly,
} from "../../setup/shopper.ts";

/** Lets the quarter of an hour pass that an unpaid order has. */
const letTimePass = (orderId: string): Promise<unknown> =>
  onDatabase("orders", async (client) => {
    await client.query("UPDATE orders SET expires_at = now() - interval '1 second' WHERE id = $1", [orderId]);
    await client.query(
      "UPDATE graphile_worker._private_jobs SET run_at = now() WHERE payload::text LIKE '%' || $1 || '%'",
      [orderId],
    );
  });

it("an order that nobody pays expires: its stock and cart are free again, and its payment cannot be paid", async () => {
  const { id: variantId } = await findVariant(14);
  const readStock = await stockExactly(variantId, 3);
  const cartId = await createCart(variantId, 2);
  const order = await checkOut(cartId);
  const session = await openPayment(order.id);
  expect(await readStock()).toEqual({ available: 1, reserved: 2 });

  await letTimePass(order.id);
  await orderBecomes(order.id, order.accessKey, "EXPIRED");
  await expect.poll(readStock, { timeout: 10_000 }).toEqual({ available: 3, reserved: 0 });
  await expect.poll(async () => (await query(CartPageDocument, { id: cartId })).cart!.status).toBe("ACTIVE");
  await expect
    .poll(async () => (await readOrder(order.id, order.accessKey))!.paymentStatus, { timeout: 10_000 })
    .toBe("CANCELLED");

  expect((await payByCard(session, "pm_card_visa")).status).toBe(400);
  expect((await readOrder(order.id, order.accessKey))!.status).toBe("EXPIRED");
  const again = await checkOut(cartId);
  expect(again.id).not.toBe(order.id);
});

it("money that arrives after the order has expired goes back in full by itself", async () => {
  const { id: variantId } = await findVariant(15);
  const order = await checkOut(await createCart(variantId));
  const session = await openPayment(order.id);
  // The order's time is over, but nobody has noticed yet: the provider still takes the card.
  await onDatabase("orders", (client) =>
    client.query("UPDATE orders SET expires_at = now() - interval '1 second' WHERE id = $1", [order.id]),
  );
  expect((await payByCard(session, "pm_card_visa")).status).toBe(200);

  await expect
    .poll(async () => (await readOrder(order.id, order.accessKey))!.paymentStatus, { timeout: 15_000 })
    .toBe("REFUNDED");
  expect((await readOrder(order.id, order.accessKey))!.status).not.toBe("PAID");
});
