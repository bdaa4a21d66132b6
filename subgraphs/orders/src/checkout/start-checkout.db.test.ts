import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import { GUEST } from "#platform/identity/viewer.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import { createCartsClient } from "../clients/carts.client.ts";
import { createStockClient } from "../clients/stock.client.ts";
import type { OrdersDatabase } from "../database.ts";
import { createSettleCheckout } from "../jobs/settle-checkout.ts";
import { FakeSiblings } from "../testing/fake-siblings.ts";
import { aNewLine, aNewOrder, eventsOf, openDatabase, rowsOf } from "../testing/open-database.ts";
import { aKey, AN_ADDRESS } from "../testing/start-orders.ts";
import { createStartCheckout } from "./start-checkout.ts";

const db = await openDatabase();
afterAll(() => db.close());
const logger = pino({ level: "silent" });
const now = () => new Date();
const buyer = { viewer: GUEST, requestId: "request-1" };
let siblings: FakeSiblings;

beforeEach(async () => {
  await db.sql.$executeRawUnsafe(
    "TRUNCATE checkout_attempts, orders, order_lines, order_status_changes, outbox_events",
  );
  siblings = new FakeSiblings();
});

const startWith = (over: Partial<Pick<OrdersDatabase, "transaction">> = {}, ttlSeconds = 900) =>
  createStartCheckout({
    db: { ...db, ...over },
    carts: createCartsClient(() => ({ name: "carts", ...siblings.neighbours.carts }) as Neighbour),
    stock: createStockClient(() => ({ name: "products", ...siblings.neighbours.products }) as Neighbour),
    accessKeys: { of: (orderId) => `key-of-${orderId}` },
    ttlSeconds,
    now,
    logger,
  });
const inputFor = (cartId: string, idempotencyKey = aKey()) => ({
  cartId,
  idempotencyKey,
  email: "ada@example.test",
  shippingAddress: AN_ADDRESS,
});
const theAttempt = async () => {
  const [row] = await rowsOf<{ order_id: string; state: string }>(db, "SELECT order_id, state FROM checkout_attempts");
  return row!;
};
const names = async () => (await eventsOf(db)).map(({ name }) => name);

/** The first thing of its kind stops and waits: `reached` tells that it has come there, `go` lets it on. */
function stopOnce() {
  let go!: () => void;
  let arrive!: () => void;
  let isFree = true;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const pass = async () => {
    if (!isFree) return;
    isFree = false;
    arrive();
    await gone;
  };
  return { pass, reached, go };
}

describe("a process that dies", () => {
  const TRANSACTIONS = [
    { transaction: 1, name: "that stores the attempt", side: "before" },
    { transaction: 1, name: "that stores the attempt", side: "after" },
    { transaction: 2, name: "that places the order", side: "before" },
    { transaction: 2, name: "that places the order", side: "after" },
  ] as const;

  it.each(TRANSACTIONS)(
    "$side the commit $name leaves a checkout that its key finishes",
    async ({ transaction, side }) => {
      let count = 0;
      const dying: OrdersDatabase["transaction"] = async (work, requestId) => {
        count++;
        if (count === transaction && side === "before") throw new Error("killed");
        const result = await db.transaction(work, requestId);
        if (count === transaction && side === "after") throw new Error("killed");
        return result;
      };
      const input = inputFor(siblings.addCart());
      await expect(startWith({ transaction: dying })(buyer, input)).rejects.toThrow("killed");
      const [left] = await rowsOf<{ order_id: string }>(db, "SELECT order_id FROM checkout_attempts");

      const outcome = await startWith()(buyer, input);

      expect(outcome).toMatchObject({ kind: "placed", order: left ? { id: left.order_id } : {} });
      expect(await rowsOf(db, "SELECT id FROM orders")).toEqual([{ id: (await theAttempt()).order_id }]);
      expect(await names()).toEqual(["orders.order-placed.v1"]);
      expect([...siblings.holds.values()].map(({ status }) => status)).toEqual(["HELD"]);
    },
  );
});

describe("two runs of one attempt that meet different worlds", () => {
  it("place the order once when one found stock, though the other then finds none", async () => {
    const cartId = siblings.addCart();
    const input = inputFor(cartId);
    const { variantId } = siblings.cart(cartId).lines[0]!;
    const { pass, reached, go } = stopOnce();
    siblings.beforeEffect = (operation) => (operation === "stockHold" ? pass() : Promise.resolve());
    const slow = startWith()(buyer, input);
    await reached;
    const fast = await startWith()(buyer, input);
    // A hold that the slow run cannot find any more: it would be refused, were the attempt not decided.
    siblings.holds.clear();
    siblings.available.set(variantId, 0);
    go();

    expect(await slow).toEqual(fast);
    expect(fast.kind).toBe("placed");
    expect(siblings.cart(cartId).status).toBe("LOCKED");
    expect(siblings.calls).not.toContain("cartUnlock");
    expect(await names()).toEqual(["orders.order-placed.v1"]);
  });

  it("refuse the order when one found no stock, and the other gives back what it got", async () => {
    const cartId = siblings.addCart();
    const input = inputFor(cartId);
    const { variantId } = siblings.cart(cartId).lines[0]!;
    const { pass, reached, go } = stopOnce();
    siblings.beforeEffect = (operation) => (operation === "stockHold" ? pass() : Promise.resolve());
    const slow = startWith()(buyer, input);
    await reached;
    siblings.available.set(variantId, 0);
    const fast = await startWith()(buyer, input);
    siblings.available.set(variantId, 5);
    go();

    expect(await slow).toEqual(fast);
    expect(fast).toMatchObject({ kind: "refused", problems: [{ code: "OUT_OF_STOCK" }] });
    expect(siblings.available.get(variantId)).toBe(5);
    expect(siblings.cart(cartId).status).toBe("ACTIVE");
    expect(await rowsOf(db, "SELECT id FROM orders")).toEqual([]);
    expect(await names()).toEqual(["orders.checkout-abandoned.v1"]);
  });
});

it("gives back what it took when the job has abandoned it meanwhile, and says so to every repeat", async () => {
  const cartId = siblings.addCart();
  const input = inputFor(cartId);
  const { pass, reached, go } = stopOnce();
  siblings.beforeEffect = (operation) => (operation === "stockHold" ? pass() : Promise.resolve());
  const running = startWith()(buyer, input);
  await reached;
  const { order_id: orderId } = await theAttempt();
  await db.sql.$executeRawUnsafe("UPDATE checkout_attempts SET expires_at = now() - interval '1 second'");
  await createSettleCheckout({ db, now }).run({ orderId }, { attempt: 1, logger });
  go();

  const expired = { kind: "refused", problems: [{ code: "CHECKOUT_EXPIRED" }] };
  expect(await running).toMatchObject(expired);
  expect(await startWith()(buyer, input)).toMatchObject(expired);
  expect(siblings.cart(cartId).status).toBe("ACTIVE");
  expect(siblings.available.get(siblings.cart(cartId).lines[0]!.variantId)).toBe(1_000);
  expect(await rowsOf(db, "SELECT id FROM orders")).toEqual([]);
  expect(await names()).toEqual(["orders.checkout-abandoned.v1"]);
});

it("lets the database have the last word on a second live order of a cart", async () => {
  const cartId = siblings.addCart();
  await db.orders.insert(aNewOrder({ cartId }), [aNewLine()]);
  const outcome = await startWith()(buyer, inputFor(cartId));
  expect(outcome).toMatchObject({ kind: "refused", problems: [{ code: "CART_ALREADY_CHECKED_OUT" }] });
  expect(await rowsOf(db, "SELECT id FROM orders")).toHaveLength(1);
  expect([...siblings.holds.values()].map(({ status }) => status)).toEqual(["RELEASED"]);
  expect(siblings.cart(cartId).status).toBe("ACTIVE");
});

it("refuses prices that do not add up and decides nothing", async () => {
  const cartId = siblings.addCart();
  const { graphql } = siblings.neighbours.carts;
  siblings.neighbours.carts.graphql = async (request, context) => {
    const answer = await graphql!(request, context);
    const { cart } = answer.data!["cartLock"] as { cart: { total: unknown } };
    cart.total = { minorUnits: 1, currencyCode: "EUR" };
    return answer;
  };
  await expect(startWith()(buyer, inputFor(cartId))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect((await theAttempt()).state).toBe("STARTED");
  expect(await names()).toEqual([]);
});

it("stamps its events with the request that caused them", async () => {
  await startWith()(buyer, inputFor(siblings.addCart()));
  expect(await rowsOf(db, "SELECT DISTINCT request_id FROM outbox_events")).toEqual([{ request_id: "request-1" }]);
});
