import { afterAll, beforeAll, expect, it } from "vitest";
import { aUser, type RunningOrders, startOrders } from "../testing/start-orders.ts";

let orders: RunningOrders;
beforeAll(async () => void (orders = await startOrders()));
afterAll(() => orders.stop());

const erase = (userId: string, id = `evt_erase_${userId.slice(-20)}`) =>
  orders.deliver({ id, name: "accounts.account-erased.v1", payload: { userId } });

/** Every table of the database that has rows, as one text. */
async function everything(): Promise<string> {
  const tables = await orders.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(tables.map(({ name }) => orders.sql(`SELECT * FROM ${name}`)));
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
const amounts = () =>
  orders.sql(`SELECT orders.id, number, status, subtotal_minor, orders.total_minor, orders.currency, customer_id, placed_at, paid_at,
    line.title, line.quantity, line.total_minor AS line_total
    FROM orders JOIN order_lines AS line ON line.order_id = orders.id ORDER BY orders.id, line.id`);

const CANARIES = ["canary-mail", "Ada Lovelace", "12 St James", "SW1Y 4JH", "7946", "canary-key"];
const pay = (orderId: string, paymentId: string) =>
  orders.deliver({
    name: "payments.payment-captured.v1",
    payload: { paymentId, orderId, amountMinor: "2000", currency: "EUR", capturedAt: new Date().toISOString() },
  });

it("leaves nothing personal of a buyer anywhere, and every amount, line and status as it was", async () => {
  const buyer = aUser();
  const options = { viewer: buyer, email: "canary-mail@example.test" };
  const paid = await orders.placeOrder({ ...options, idempotencyKey: "canary-key-1" });
  await orders.placeOrder({ ...options, idempotencyKey: "canary-key-2" });
  await pay(paid.id, "pay_canary");
  const before = await amounts();
  const planted = await everything();
  for (const canary of CANARIES) expect(planted).toContain(canary);

  await Promise.all([erase(buyer.userId), erase(buyer.userId, "evt_another_erasure")]);
  await erase(buyer.userId);

  const left = await everything();
  for (const canary of [...CANARIES, paid.accessKey]) expect(left).not.toContain(canary);
  expect(await amounts()).toEqual(before);
  const [order] = await orders.sql("SELECT email, shipping_address FROM orders WHERE id = $1", paid.id);
  expect(order).toEqual({
    email: "erased@erased.invalid",
    shipping_address: {
      fullName: "Erased",
      line1: "Erased",
      line2: null,
      city: "Erased",
      region: null,
      postalCode: null,
      countryCode: "GB",
      phone: null,
    },
  });
});

it("lets the access keys of the orders open nothing, and nobody pay them", async () => {
  const buyer = aUser();
  const { id, accessKey } = await orders.placeOrder({ viewer: buyer });
  const read = `{ order(id: "${id}", accessKey: "${accessKey}") { id } }`;
  expect(await orders.data(read)).toEqual({ order: { id } });
  await erase(buyer.userId);
  expect(await orders.data(read)).toEqual({ order: null });
  const forPayment = await orders.graphql(`{ orderForPayment(id: "${id}") { id } }`, {}, { caller: "payments" });
  expect(forPayment).toEqual({ data: { orderForPayment: null } });
});

it("leaves other people's orders, and guests', alone", async () => {
  const other = aUser();
  const bought = await orders.placeOrder({ viewer: other });
  const guests = await orders.placeOrder();
  await erase(aUser().userId);
  const untouched = await orders.sql("SELECT email, erased_at FROM orders WHERE id IN ($1, $2)", bought.id, guests.id);
  expect(untouched).toEqual(Array(2).fill({ email: "ada@example.test", erased_at: null }));
});

it("places no order of a buyer who is forgotten while the checkout is on its way", async () => {
  const buyer = aUser();
  const cartId = orders.siblings.addCart({ ownerId: buyer.userId });
  const held = () => [...orders.siblings.holds.values()].filter(({ status }) => status === "HELD").length;
  const heldBefore = held();
  orders.siblings.beforeEffect = async (operation) => {
    if (operation === "stockHold") await erase(buyer.userId);
  };
  const { order, userErrors } = await orders.checkout({
    cartId,
    viewer: buyer,
    email: "canary-late@example.test",
    idempotencyKey: "canary-late-key",
  });
  orders.siblings.beforeEffect = () => Promise.resolve();

  expect(order).toBeNull();
  expect(userErrors.map(({ code }) => code)).toEqual(["CHECKOUT_EXPIRED"]);
  const left = await everything();
  for (const canary of ["canary-late", "canary-late-key"]) expect(left).not.toContain(canary);
  expect(orders.siblings.cart(cartId).status).toBe("ACTIVE");
  expect(await orders.sql("SELECT 1 FROM orders WHERE cart_id = $1", cartId)).toEqual([]);
  expect(held()).toBe(heldBefore);
});
