import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { GUEST } from "#platform/identity/viewer.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createDatabase } from "../database.ts";
import type { Cart, CartStatus } from "./cart.ts";
import { userOf, variantIdOf } from "./sample-offers.ts";

const db = createDatabase({ url: await cloneTestDatabase("carts"), logger: pino({ level: "silent" }) });
afterAll(() => db.close());

const at = new Date("2026-11-23T10:00:00Z");
let made = 0;
async function insert(changes: Partial<Cart> = {}): Promise<Cart> {
  const number = ++made;
  const cart: Cart = {
    id: `cart_${number}`,
    customerId: null,
    currency: "KWD",
    status: "ACTIVE",
    version: 1,
    lockedByOrderId: null,
    lines: [1, 2].map((line) => ({
      id: `cln_${number}_${line}`,
      variantId: variantIdOf(line),
      quantity: line,
      position: line,
      unitPrice: { minor: 9_223_372_036_854_775_807n, currency: "KWD" },
    })),
    ...changes,
  };
  await db.transaction(({ carts }) => carts.insert(cart, at));
  return cart;
}

describe("reading", () => {
  it("returns a cart as it was stored, its lines in order, amounts exact", async () => {
    const cart = await insert();

    expect(await db.carts.find(cart.id)).toEqual(cart);
  });

  it("shows a cart without a customer to everyone and a user's to that user", async () => {
    const [guests, first, second] = [
      await insert(),
      await insert({ customerId: userOf(11).userId }),
      await insert({ customerId: userOf(12).userId }),
    ];
    const ids = [guests.id, first.id, second.id];
    const seenBy = async (viewer: Parameters<typeof db.carts.findVisible>[0]) =>
      (await db.carts.findVisibleAmong(viewer, ids)).map(({ id }) => id).sort();

    expect(await seenBy(GUEST)).toEqual([guests.id]);
    expect(await seenBy(userOf(11))).toEqual([guests.id, first.id].sort());
    expect(await db.carts.findVisible(userOf(12), first.id)).toBeNull();
    expect(await db.transaction(({ carts }) => carts.lockVisible(userOf(12), first.id))).toBeNull();
  });

  it("counts only the customer's own active cart, and finds lines only in the customer's own carts", async () => {
    const me = userOf(13).userId;
    const mine = await insert({ customerId: me });
    await insert({ customerId: userOf(14).userId });
    await insert();
    await insert({ customerId: me, status: "EXPIRED" });

    const quantities = await db.carts.findQuantities(me, [1, 2, 3].map(variantIdOf));
    expect([...quantities]).toEqual(
      expect.arrayContaining([
        [variantIdOf(1), 1],
        [variantIdOf(2), 2],
      ]),
    );
    expect(quantities.size).toBe(2);
    const found = await db.carts.findByLines(me, [mine.lines[0]!.id, "cln_1_1"]);
    expect(found.map(({ id }) => id)).toEqual([mine.id]);
  });
});

describe("the database itself", () => {
  const sql = (text: string, ...values: unknown[]) => db.pool.query(text, values);

  it("holds one active cart per customer, and any number of others and of guests'", async () => {
    const customerId = userOf(15).userId;
    await insert({ customerId });
    await insert({ customerId, status: "EXPIRED" });
    await insert();
    await insert();

    await expect(
      sql(
        `INSERT INTO carts (id, customer_id, currency, status, version, created_at, updated_at)
         VALUES ('cart_second', $1, 'EUR', 'ACTIVE', 1, now(), now())`,
        customerId,
      ),
    ).rejects.toMatchObject({ constraint: "carts_one_active_per_customer" });
  });

  it.each([
    ["UPDATE cart_lines SET quantity = 0 WHERE id = $1", "cart_lines_quantity_in_bounds"],
    ["UPDATE cart_lines SET quantity = 10001 WHERE id = $1", "cart_lines_quantity_in_bounds"],
    ["UPDATE cart_lines SET unit_price_minor = -1 WHERE id = $1", "cart_lines_unit_price_not_negative"],
    [
      "UPDATE cart_lines SET variant_id = (SELECT max(variant_id) FROM cart_lines) WHERE id = $1",
      "cart_lines_one_per_variant",
    ],
    ["UPDATE cart_lines SET position = 2 WHERE id = $1", "cart_lines_one_per_position"],
  ])("refuses %s", async (statement, constraint) => {
    const cart = await insert();

    await expect(sql(statement, cart.lines[0]!.id)).rejects.toMatchObject({ constraint });
    expect(await db.carts.find(cart.id)).toEqual(cart);
  });

  it.each<[CartStatus, string | null]>([
    ["LOCKED", null],
    ["CONVERTED", null],
    ["ACTIVE", "ord_x"],
    ["EXPIRED", "ord_x"],
  ])("refuses a cart that is %s by order %s", async (status, orderId) => {
    const cart = await insert();
    const change = "UPDATE carts SET status = $2, locked_by_order_id = $3 WHERE id = $1";

    await expect(sql(change, cart.id, status, orderId)).rejects.toMatchObject({
      constraint: "carts_locked_by_an_order",
    });
  });

  it("undoes a write that was decided on an old version", async () => {
    const cart = await insert();
    const removal = { added: [], updated: [], removedIds: [cart.lines[0]!.id] };
    await db.transaction(({ carts }) => carts.applyChange(cart, removal, at));
    const before = await db.carts.find(cart.id);
    const stale = { added: [], updated: [], removedIds: [cart.lines[1]!.id] };

    await expect(db.transaction(({ carts }) => carts.applyChange(cart, stale, at))).rejects.toThrow(
      "while its row was locked",
    );
    expect(await db.carts.find(cart.id)).toEqual(before);
  });
});
