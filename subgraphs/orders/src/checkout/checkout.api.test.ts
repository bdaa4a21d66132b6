import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { type Fault, FakeSiblings } from "../testing/fake-siblings.ts";
import { aKey, AN_ADDRESS, aUser, startOrders } from "../testing/start-orders.ts";

const orders = await startOrders();
const { siblings, checkout, checkoutRaw, sql, events } = orders;
afterAll(() => orders.stop());

const count = async (table: string) =>
  Number((await sql<{ count: string }>(`SELECT count(*) FROM ${table}`))[0]!.count);
const settleJobs = () =>
  sql<{ key: string; run_at: Date }>(
    "SELECT key, run_at FROM graphile_worker.jobs WHERE task_identifier = 'orders.settle-checkout'",
  );
/** Everything that a checkout can write, to show that nothing was written. */
const written = async () => ({
  attempts: await sql("SELECT * FROM checkout_attempts ORDER BY order_id"),
  orders: await count("orders"),
  lines: await count("order_lines"),
  changes: await count("order_status_changes"),
  events: await count("outbox_events"),
  jobs: await count("graphile_worker.jobs"),
});

beforeEach(async () => {
  await sql("TRUNCATE checkout_attempts, orders, order_lines, order_status_changes, outbox_events");
  await sql("DELETE FROM graphile_worker._private_jobs");
  siblings.calls.length = 0;
  siblings.faults.length = 0;
  siblings.beforeEffect = () => Promise.resolve();
  siblings.holdsEndAt = new FakeSiblings().holdsEndAt;
});

describe("a checkout", () => {
  it("gives an order at the cart's prices that holds its stock and waits for its payment", async () => {
    const cartId = siblings.addCart({ lineCount: 2 });
    const endsAt = new Date(Date.now() + 600_000);
    siblings.holdsEndAt = () => endsAt;

    const { order, userErrors } = await checkout({ cartId });

    expect(userErrors).toEqual([]);
    expect(order).toMatchObject({
      status: "PENDING_PAYMENT",
      number: expect.stringMatching(/^1\d{5}$/) as string,
      accessKey: expect.stringMatching(/^[\w-]{43}$/) as string,
      total: { minorUnits: 4_000, currencyCode: "EUR" },
      email: "ada@example.test",
      shippingAddress: AN_ADDRESS,
      lines: { nodes: [{ title: "Mug 0", quantity: 2, total: { minorUnits: 2_000 } }, { title: "Mug 1" }] },
    });
    expect(siblings.holds.get(order!.reservation.id)).toMatchObject({ status: "HELD" });
    expect(order!.reservation.id).toBe(order!.id.replace("ord_", "hold_"));
    expect(await events("orders.order-placed.v1")).toEqual([
      {
        orderId: order!.id,
        number: order!.number,
        cartId,
        customerId: null,
        email: "ada@example.test",
        accessKey: order!.accessKey,
        fullName: AN_ADDRESS.fullName,
        lines: [
          {
            variantId: expect.any(String) as string,
            title: "Mug 0",
            variantTitle: expect.any(String) as string,
            quantity: 2,
            totalMinor: "2000",
          },
          {
            variantId: expect.any(String) as string,
            title: "Mug 1",
            variantTitle: expect.any(String) as string,
            quantity: 2,
            totalMinor: "2000",
          },
        ],
        totalMinor: "4000",
        currency: "EUR",
        expiresAt: endsAt.toISOString(),
      },
    ]);
    const jobs = await settleJobs();
    expect(jobs.map(({ run_at }) => run_at)).toEqual([endsAt]);
    expect(await count("order_status_changes")).toBe(1);
  });

  it("belongs to the signed-in buyer", async () => {
    const viewer = aUser();
    await orders.placeOrder({ viewer });
    expect(await sql("SELECT customer_id FROM orders")).toEqual([{ customer_id: viewer.userId }]);
  });

  it("refuses wrong input with all its violations and stores nothing", async () => {
    const before = await written();
    const answer = await checkout({ cartId: "cart_unknown", idempotencyKey: "short", email: "x" });
    expect(answer.order).toBeNull();
    expect(answer.userErrors.map(({ code, field }) => [code, field])).toEqual([
      ["CART_NOT_FOUND", ["cartId"]],
      ["INVALID", ["idempotencyKey"]],
      ["INVALID", ["email"]],
    ]);
    expect(await written()).toEqual(before);
    expect(siblings.calls).toEqual([]);
  });
});

describe("the same key", () => {
  it("gives fifty callers at once one order, one event, one job and equal answers", async () => {
    const cartId = siblings.addCart({ lineCount: 3 });
    const idempotencyKey = aKey();
    const callers = 50;
    const allHaveBegun = createBarrier(callers); // nobody locks the cart before everybody has found the attempt undecided
    siblings.beforeEffect = (operation) => (operation === "cartLock" ? allHaveBegun() : Promise.resolve());

    const answers = await Promise.all(Array.from({ length: callers }, () => checkout({ cartId, idempotencyKey })));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]!.order).not.toBeNull();
    expect(await sql("SELECT id FROM orders")).toEqual([{ id: answers[0]!.order!.id }]);
    expect(await count("order_lines")).toBe(3);
    expect(await events("orders.order-placed.v1")).toHaveLength(1);
    expect(await settleJobs()).toHaveLength(1);
    expect(siblings.holds.get(answers[0]!.order!.reservation.id)!.status).toBe("HELD");
  });

  it("gives a later repeat the same order without asking anybody", async () => {
    const cartId = siblings.addCart();
    const idempotencyKey = aKey();
    const first = await checkout({ cartId, idempotencyKey });
    siblings.calls.length = 0;
    expect(await checkout({ cartId, idempotencyKey })).toEqual(first);
    expect(siblings.calls).toEqual([]);
  });

  it("with another body is refused and changes nothing", async () => {
    const cartId = siblings.addCart();
    const idempotencyKey = aKey();
    await checkout({ cartId, idempotencyKey });
    const before = await written();
    const answer = await checkout({ cartId, idempotencyKey, email: "other@example.test" });
    expect(answer).toMatchObject({
      order: null,
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }],
    });
    expect(await written()).toEqual(before);
  });

  it("of another buyer is another key", async () => {
    const idempotencyKey = aKey();
    const [first, second] = [await orders.placeOrder({ idempotencyKey }), await orders.placeOrder({ idempotencyKey })];
    expect(second.id).not.toBe(first.id);
    const user = await orders.placeOrder({ idempotencyKey, viewer: aUser() });
    expect(user.id).not.toBe(first.id);
  });

  const FAULTS: Fault[] = (["cartLock", "stockHold"] as const).flatMap((operation) => [
    { operation, side: "before" },
    { operation, side: "after" },
  ]);
  it.each(FAULTS)("finishes what failed $side the effect of $operation, as the same order", async (fault) => {
    const cartId = siblings.addCart();
    const idempotencyKey = aKey();
    siblings.faults.push(fault);
    const { errors } = await checkoutRaw({ cartId, idempotencyKey });
    expect(errors?.[0]?.extensions?.["code"]).toBe("SUBGRAPH_UNAVAILABLE");
    const [started] = await sql<{ order_id: string; state: string }>("SELECT order_id, state FROM checkout_attempts");
    expect(started!.state).toBe("STARTED");
    expect(await count("orders")).toBe(0);

    const { order } = await checkout({ cartId, idempotencyKey });

    expect(order!.id).toBe(started!.order_id);
    expect(siblings.available.get(siblings.cart(cartId).lines[0]!.variantId)).toBe(998);
    expect(await events("orders.order-placed.v1")).toHaveLength(1);
    expect(await settleJobs()).toHaveLength(1);
  });
});

describe("a refusal", () => {
  it("for too little stock names each line, frees the cart, holds nothing and is replayed", async () => {
    const cartId = siblings.addCart({ lineCount: 3 });
    const idempotencyKey = aKey();
    const [first, second, third] = siblings.cart(cartId).lines.map(({ variantId }) => variantId);
    siblings.available.set(first!, 1);
    siblings.available.set(third!, 0);

    const answer = await checkout({ cartId, idempotencyKey });

    expect(answer).toEqual({
      order: null,
      userErrors: [
        {
          code: "OUT_OF_STOCK",
          field: ["cartId"],
          cartLineId: "cln_0",
          message: 'Of "Mug 0 - Blue" only 1 available.',
        },
        {
          code: "OUT_OF_STOCK",
          field: ["cartId"],
          cartLineId: "cln_2",
          message: 'Of "Mug 2 - Blue" only 0 available.',
        },
      ],
    });
    expect(siblings.cart(cartId)).toMatchObject({ status: "ACTIVE", lockedBy: null });
    expect(siblings.available.get(second!)).toBe(1_000);
    expect(await count("orders")).toBe(0);
    expect(await events("orders.checkout-abandoned.v1")).toHaveLength(1);

    siblings.available.set(first!, 1_000);
    siblings.available.set(third!, 1_000);
    siblings.calls.length = 0;
    expect(await checkout({ cartId, idempotencyKey })).toEqual(answer);
    expect(siblings.calls).toEqual([]);
    expect((await checkout({ cartId })).order).not.toBeNull();
  });

  it("is told even when the cart cannot be freed at once: the event does it", async () => {
    const cartId = siblings.addCart();
    siblings.available.set(siblings.cart(cartId).lines[0]!.variantId, 0);
    siblings.faults.push({ operation: "cartUnlock", side: "before" });
    expect((await checkout({ cartId })).userErrors).toMatchObject([{ code: "OUT_OF_STOCK" }]);
    const [attempt] = await sql<{ order_id: string }>("SELECT order_id FROM checkout_attempts");
    expect(await events("orders.checkout-abandoned.v1")).toEqual([{ orderId: attempt!.order_id, cartId }]);
  });

  it("of a hold that has ended frees the cart and asks for a new key", async () => {
    const cartId = siblings.addCart();
    const idempotencyKey = aKey();
    siblings.faults.push({ operation: "stockHold", side: "after" });
    await checkoutRaw({ cartId, idempotencyKey });
    for (const hold of siblings.holds.values()) hold.status = "RELEASED";
    expect((await checkout({ cartId, idempotencyKey })).userErrors).toMatchObject([{ code: "CHECKOUT_EXPIRED" }]);
    expect(siblings.cart(cartId).status).toBe("ACTIVE");
    expect((await checkout({ cartId })).order).not.toBeNull();
  });

  it("takes nothing, so it publishes nothing, when the cart could not be locked", async () => {
    const empty = siblings.addCart();
    siblings.cart(empty).lines = [];
    const gone = siblings.addCart();
    siblings.cart(gone).unavailableLineIds = ["cln_0", "cln_7"];
    const someoneElses = siblings.addCart({ ownerId: aUser().userId });
    const unknown = siblings.addCart();
    siblings.carts.delete(unknown);

    const codes = async (cartId: string) =>
      (await checkout({ cartId })).userErrors.map(({ code, cartLineId }) =>
        cartLineId ? `${code} ${cartLineId}` : code,
      );
    expect(await codes(empty)).toEqual(["CART_IS_EMPTY"]);
    expect(await codes(gone)).toEqual(["LINE_UNAVAILABLE cln_0", "LINE_UNAVAILABLE cln_7"]);
    expect(await codes(someoneElses)).toEqual(["CART_NOT_FOUND"]);
    expect(await codes(unknown)).toEqual(["CART_NOT_FOUND"]);
    expect(siblings.calls).toEqual(Array.from({ length: 4 }, () => "cartLock"));
    expect(await count("outbox_events")).toBe(0);
    expect(await count("orders")).toBe(0);
  });
});

describe("two keys on one cart", () => {
  it("give one order, to both, when they ask for the same", async () => {
    const cartId = siblings.addCart();
    const first = await checkout({ cartId });
    const second = await checkout({ cartId });
    expect(second).toEqual(first);
    expect(await count("orders")).toBe(1);
    expect(await events("orders.order-placed.v1")).toHaveLength(1);
  });

  it("at the same time give one order and nobody another", async () => {
    const cartId = siblings.addCart();
    const bothHaveBegun = createBarrier(2);
    siblings.beforeEffect = (operation) => (operation === "cartLock" ? bothHaveBegun() : Promise.resolve());
    const answers = await Promise.all([checkout({ cartId }), checkout({ cartId })]);
    const [row] = await sql<{ id: string }>("SELECT id FROM orders");
    expect(await count("orders")).toBe(1);
    for (const { order, userErrors } of answers) {
      if (order) expect(order.id).toBe(row!.id);
      else expect(userErrors).toMatchObject([{ code: "CART_ALREADY_CHECKED_OUT" }]);
    }
    expect(answers.filter(({ order }) => order).length).toBeGreaterThanOrEqual(1);
    expect(siblings.holds.get(row!.id.replace("ord_", "hold_"))!.status).toBe("HELD");
    expect(siblings.cart(cartId).lockedBy).toBe(row!.id);
  });

  it("give no second order when they ask for something else", async () => {
    const cartId = siblings.addCart();
    await checkout({ cartId });
    const answer = await checkout({ cartId, email: "other@example.test" });
    expect(answer).toMatchObject({ order: null, userErrors: [{ code: "CART_ALREADY_CHECKED_OUT" }] });
    expect(await count("orders")).toBe(1);
  });

  it("do not show a buyer's order to another actor who knows the cart", async () => {
    const cartId = siblings.addCart();
    await checkout({ cartId });
    const answer = await checkout({ cartId, viewer: aUser() });
    expect(answer).toMatchObject({ order: null, userErrors: [{ code: "CART_ALREADY_CHECKED_OUT" }] });
  });
});

it("expires by itself when nobody pays: the worker frees cart and stock by one event", async () => {
  siblings.holdsEndAt = () => new Date(Date.now() - 1_000);
  const { id } = await orders.placeOrder();
  const worker = await orders.subgraph.startWorker();
  try {
    await vi.waitFor(
      async () => expect(await sql("SELECT status FROM orders")).toEqual([{ status: "EXPIRED" }]),
      10_000,
    );
  } finally {
    await worker.stop();
  }
  expect(await events("orders.order-expired.v1")).toEqual([{ orderId: id, cartId: expect.any(String) as string }]);
});
