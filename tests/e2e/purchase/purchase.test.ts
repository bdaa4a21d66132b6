import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import {
  AccountRegisterDocument,
  AccountVerifyDocument,
  CartPageDocument,
  CheckoutStartDocument,
  MeDocument,
  SessionCreateDocument,
} from "../../../clients/storefront/graphql.ts";
import { query } from "../../setup/graph-client.ts";
import {
  ADDRESS,
  checkOut,
  checkoutInput,
  createCart,
  findVariant,
  mailsTo,
  onDatabase,
  openPayment,
  orderBecomes,
  payByCard,
  readOrder,
} from "../../setup/shopper.ts";

it("a guest browses, fills a cart, checks out, pays by card, sees the order PAID and gets a mail for each step", async () => {
  const variant = await findVariant();
  const email = `guest-${randomUUID()}@example.test`;
  const cartId = await createCart(variant.id, 2);
  const { cart } = await query(CartPageDocument, { id: cartId });
  expect(cart!.cost.total.minorUnits).toBe(variant.priceMinor * 2);

  const order = await checkOut(cartId, email);
  expect(order).toMatchObject({
    status: "PENDING_PAYMENT",
    total: { minorUnits: variant.priceMinor * 2, currencyCode: "EUR" },
  });
  expect(order.reservation!.status).toBe("HELD");
  expect(Date.parse(order.reservation!.expiresAt) - Date.now()).toBeGreaterThan(10 * 60_000);

  const session = await openPayment(order.id);
  expect(await payByCard(session, "pm_card_visa")).toMatchObject({
    status: 200,
    body: { status: "succeeded", amount: variant.priceMinor * 2 },
  });
  await orderBecomes(order.id, order.accessKey, "PAID");

  const paid = await readOrder(order.id, order.accessKey);
  expect(paid).toMatchObject({ paymentStatus: "SUCCEEDED", payments: { nodes: [{ status: "SUCCEEDED" }] } });
  await expect.poll(async () => (await readOrder(order.id, order.accessKey))!.reservation!.status).toBe("COMMITTED");
  const subjects = async () => (await mailsTo(email)).map(({ subject }) => subject).sort();
  await expect
    .poll(subjects, { timeout: 10_000 })
    .toEqual([`We have your order ${order.number}`, `Your order ${order.number} is paid`]);
  await expect.poll(async () => (await query(CartPageDocument, { id: cartId })).cart!.status).toBe("CONVERTED");
});

it("the same checkout, sent twenty times at once and again later, is one order with equal answers", async () => {
  const { id } = await findVariant(1);
  const input = checkoutInput(await createCart(id));
  const orders = await Promise.all(
    Array.from({ length: 20 }, async () => (await query(CheckoutStartDocument, { input })).checkoutStart),
  );
  const again = (await query(CheckoutStartDocument, { input })).checkoutStart;

  for (const answer of orders) expect(answer).toEqual(again);
  const { rows } = await onDatabase("orders", (client) =>
    client.query("SELECT count(*)::int AS count FROM orders WHERE cart_id = $1", [input.cartId]),
  );
  expect(rows).toEqual([{ count: 1 }]);
});

it("the same key with another address is refused, and the order keeps the first", async () => {
  const { id } = await findVariant(2);
  const input = checkoutInput(await createCart(id));
  await query(CheckoutStartDocument, { input });
  const other = { ...input, shippingAddress: { ...ADDRESS, city: "Cork" } };
  const { checkoutStart } = await query(CheckoutStartDocument, { input: other });

  expect(checkoutStart.order).toBeNull();
  expect(checkoutStart.userErrors.map(({ code }) => code)).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
});

it("a person registers, proves the address by the mailed token, signs in and finds their order", async () => {
  const email = `person-${randomUUID()}@example.test`;
  const password = "correct horse battery";
  const registered = await query(AccountRegisterDocument, { input: { email, password, fullName: "Grace Hopper" } });
  expect(registered.accountRegister.userErrors).toEqual([]);
  await expect.poll(async () => (await mailsTo(email)).length, { timeout: 10_000 }).toBe(1);
  const token = /token=([\w.-]+)/.exec((await mailsTo(email))[0]!.text)![1]!;
  expect((await query(AccountVerifyDocument, { input: { token } })).accountVerify.userErrors).toEqual([]);
  const { session } = (await query(SessionCreateDocument, { input: { email, password } })).sessionCreate;
  const accessToken = session!.accessToken;

  const variant = await findVariant(3);
  const cartId = await createCart(variant.id, 1, accessToken);
  const { checkoutStart } = await query(
    CheckoutStartDocument,
    { input: checkoutInput(cartId, { email }) },
    { accessToken },
  );
  const { me } = await query(MeDocument, {}, { accessToken });

  expect(me).toMatchObject({ email, orders: { nodes: [{ id: checkoutStart.order!.id, status: "PENDING_PAYMENT" }] } });
  expect(await readOrder(checkoutStart.order!.id, null)).toBeNull();
});
