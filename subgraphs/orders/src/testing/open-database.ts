import { pino } from "pino";
import { createOutbox } from "#platform/events/outbox.ts";
import { newId, newSecretId, type OrderId } from "#platform/ids/id.ts";
import { money } from "#platform/money/money.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createDatabase, type OrdersDatabase } from "../database.ts";
import type { NewOrder, NewOrderLine, Order } from "../order/order.ts";

/** A fresh orders database behind the real repositories. Nobody subscribes to its events. */
export async function openDatabase(): Promise<OrdersDatabase> {
  const now = () => new Date();
  return createDatabase({
    url: await cloneTestDatabase("orders"),
    logger: pino({ level: "silent" }),
    createOutbox: createOutbox({ subscribersOf: () => [], now }),
  });
}

export const aNewOrder = (part: Partial<NewOrder> = {}): NewOrder => ({
  id: newId("ord", new Date()),
  cartId: newSecretId("cart"),
  customerId: null,
  email: "ada@example.test",
  shippingAddress: {
    fullName: "Ada Lovelace",
    line1: "Main Street 1",
    line2: null,
    city: "Berlin",
    region: null,
    postalCode: "10115",
    countryCode: "DE",
    phone: null,
  },
  subtotal: money(2_000n, "EUR"),
  discounts: money(0n, "EUR"),
  shipping: money(0n, "EUR"),
  tax: null,
  taxIncluded: true,
  total: money(2_000n, "EUR"),
  placedAt: new Date(),
  expiresAt: new Date(Date.now() + 900_000),
  ...part,
});

export const aNewLine = (): NewOrderLine => ({
  id: newId("oln", new Date()),
  variantId: newId("var", new Date()),
  productId: newId("prod", new Date()),
  shopId: newId("shop", new Date()),
  title: "Mug",
  variantTitle: "Blue",
  sku: "MUG",
  imageUrl: null,
  quantity: 2,
  unitPrice: money(1_000n, "EUR"),
  discounts: money(0n, "EUR"),
  tax: null,
  total: money(2_000n, "EUR"),
});

/** An order with its decided attempt, as a finished checkout leaves them. */
export async function insertPlaced(db: OrdersDatabase, part: Partial<NewOrder> = {}): Promise<Order> {
  const order = aNewOrder(part);
  await insertStarted(db, { orderId: order.id, cartId: order.cartId });
  return db.transaction(async ({ attempts, orders }) => {
    await attempts.place(order.id, order.id);
    return orders.insert(order, [aNewLine()]);
  });
}

export async function insertStarted(
  db: OrdersDatabase,
  { orderId, cartId }: { orderId: OrderId; cartId: string },
): Promise<void> {
  const attempt = { orderId, cartId, actor: `guest:${cartId}`, idempotencyKey: `key of ${orderId}`, inputHash: "hash" };
  await db.attempts.begin({ ...attempt, ttlSeconds: 900 });
}

export const rowsOf = async <Row>(db: OrdersDatabase, sql: string, ...values: unknown[]): Promise<Row[]> =>
  db.sql.$queryRawUnsafe<Row[]>(sql, ...values);

/** All but those of the audit trail. */
export const eventsOf = async (db: OrdersDatabase): Promise<{ name: string; payload: Record<string, unknown> }[]> =>
  rowsOf(
    db,
    `SELECT name, payload FROM outbox_events WHERE name <> 'orders.audit-recorded.v1' ORDER BY occurred_at, id`,
  );
