import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph } from "#platform/testing/test-subgraph.ts";
import { offerOf, userOf, variantIdOf } from "./cart/sample-offers.ts";
import { createStubProducts } from "./clients/stub-products.ts";
import { createSubgraph } from "./subgraph.ts";

const url = await cloneTestDatabase("carts");
const pool = new pg.Pool({ connectionString: url });
const { subgraph, graphql, deliver } = await startTestSubgraph(createSubgraph, "carts", {
  env: { CARTS_DATABASE_URL: url },
  neighbours: { products: createStubProducts([offerOf(1)]).neighbour },
});
afterAll(async () => {
  await subgraph.close();
  await pool.end();
});

async function startCart(viewer: Viewer): Promise<string> {
  const { data } = await graphql(
    "mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { id } } }",
    { input: { lines: [{ variantId: variantIdOf(1), quantity: 3 }], currencyCode: "EUR" } },
    { viewer },
  );
  return (data as { cartCreate: { cart: { id: string } } }).cartCreate.cart.id;
}
async function lock(cartId: string, orderId: string, viewer: Viewer): Promise<string> {
  const mutation = "mutation ($input: CartLockInput!) { cartLock(input: $input) { status } }";
  const { data } = await graphql(mutation, { input: { cartId, orderId } }, { viewer, caller: "orders" });
  return (data as { cartLock: { status: string } }).cartLock.status;
}
const everything = async () => {
  const tables = ["carts", "cart_lines", "cart_locks", "outbox_events", "inbox_events"];
  return JSON.stringify(
    await Promise.all(tables.map(async (table) => (await pool.query(`SELECT * FROM ${table}`)).rows)),
  );
};

it("removes a person's carts in every state, with lines and frozen copies, and nobody else's", async () => {
  const person = userOf(1);
  const bought = await startCart(person);
  await lock(bought, "ord_bought", person);
  await pool.query("UPDATE carts SET status = 'CONVERTED' WHERE id = $1", [bought]);
  const locked = await startCart(person);
  await lock(locked, "ord_locked", person);
  const active = await startCart(person);
  const others = [await startCart(userOf(2)), await startCart(GUEST)];
  for (const id of [bought, locked, active, person.userId]) expect(await everything()).toContain(id);

  const erased = { name: "accounts.account-erased.v1", payload: { userId: person.userId } };
  await Promise.all([deliver(erased), deliver(erased)]);

  const left = await everything();
  for (const id of [bought, locked, active, person.userId]) expect(left).not.toContain(id);
  const carts = await pool.query<{ id: string }>("SELECT id FROM carts ORDER BY id");
  expect(carts.rows.map(({ id }) => id)).toEqual([...others].sort());
});

it("lets a checkout that was on its way find no cart, and what follows do nothing", async () => {
  const person = userOf(3);
  const cartId = await startCart(person);
  expect(await lock(cartId, "ord_late", person)).toBe("LOCKED");
  await deliver({ name: "accounts.account-erased.v1", payload: { userId: person.userId } });
  expect(await lock(cartId, "ord_late", person)).toBe("NOT_FOUND");
  for (const name of ["orders.checkout-abandoned.v1", "orders.order-expired.v1"]) {
    await deliver({ name, payload: { cartId, orderId: "ord_late" } });
  }
  expect((await pool.query("SELECT 1 FROM carts WHERE id = $1", [cartId])).rowCount).toBe(0);
});
