import { expect, it } from "vitest";
import {
  checkOut,
  createCart,
  findVariant,
  openPayment,
  orderBecomes,
  payByCard,
  readOrder,
} from "../../setup/shopper.ts";

it("a declined card leaves the order unpaid with its stock held, and another card pays it", async () => {
  const { id: variantId } = await findVariant(5);
  const order = await checkOut(await createCart(variantId));
  const session = await openPayment(order.id);
  const declined = await payByCard(session, "pm_card_chargeDeclined");

  expect(declined).toMatchObject({ status: 402, body: { error: { type: "card_error", code: "card_declined" } } });
  await expect
    .poll(async () => (await readOrder(order.id, order.accessKey))!.paymentStatus, { timeout: 10_000 })
    .toBe("FAILED");
  expect(await readOrder(order.id, order.accessKey)).toMatchObject({
    status: "PENDING_PAYMENT",
    reservation: { status: "HELD" },
    payments: { nodes: [{ status: "FAILED", failureCode: "generic_decline" }] },
  });

  expect((await payByCard(session, "pm_card_visa")).status).toBe(200);
  await orderBecomes(order.id, order.accessKey, "PAID");
  expect((await readOrder(order.id, order.accessKey))!.payments!.nodes).toHaveLength(1);
});
