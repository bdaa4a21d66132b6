import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph } from "#platform/testing/test-subgraph.ts";
import { offerOf, userOf, variantIdOf } from "./cart/sample-offers.ts";
import { createStubProducts } from "./clients/stub-products.ts";
import { createSubgraph } from "./subgraph.ts";

const url = await cloneTestDatabase("carts");
const pool = new pg.Pool({ connectionString: url });
const products = createStubProducts([offerOf(1), offerOf(2)]);
const { subgraph, graphql, deliver } = await startTestSubgraph(createSubgraph, "carts", {
  env: { CARTS_DATABASE_URL: url },
  neighbours: { products: products.neighbour },
});
afterAll(async () => {
  await subgraph.close();
  await pool.end();
});

async function startCart(viewer: Viewer = GUEST): Promise<string> {
  const lines = [1, 2].map((number) => ({ variantId: variantIdOf(number), quantity: number }));
  const { data } = await graphql(
    "mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { id } } }",
    { input: { lines, currencyCode: "EUR" } },
    { viewer },
  );
  return (data as { cartCreate: { cart: { id: string } } }).cartCreate.cart.id;
}

const LOCK = `mutation ($input: CartLockInput!) { cartLock(input: $input) {
  status unavailableLineIds
  cart { id customerId currencyCode subtotal { minorUnits } total { minorUnits }
    lines { id variantId productId shopId title variantTitle sku imageUrl quantity unitPrice { minorUnits } total { minorUnits } } }
} }`;
const UNLOCK = "mutation ($input: CartUnlockInput!) { cartUnlock(input: $input) { unlocked } }";

const lock = async (cartId: string, orderId: string, as: { viewer?: Viewer; caller?: string } = {}) => {
  const { data, errors } = await graphql(LOCK, { input: { cartId, orderId } }, { caller: "orders", ...as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.["cartLock"] as { status: string; cart: unknown; unavailableLineIds: string[] };
};
const unlock = async (cartId: string, orderId: string) =>
  (await graphql(UNLOCK, { input: { cartId, orderId } }, { caller: "orders" })).data?.["cartUnlock"];

const stateOf = async (id: string) =>
  (await pool.query("SELECT status, version, locked_by_order_id FROM carts WHERE id = $1", [id])).rows[0] as {
    status: string;
    version: number;
    locked_by_order_id: string | null;
  };

let orders = 0;
const newOrder = () => `ord_${++orders}`;

describe("cartLock", () => {
  it("gives orders the frozen cart of the buyer it speaks for, the same one every time", async () => {
    const viewer = userOf(1);
    const cartId = await startCart(viewer);
    const orderId = newOrder();

    const first = await lock(cartId, orderId, { viewer });

    const { productId, shopId } = offerOf(1);
    expect(first).toMatchObject({
      status: "LOCKED",
      unavailableLineIds: [],
      cart: {
        id: cartId,
        customerId: viewer.userId,
        currencyCode: "EUR",
        subtotal: { minorUnits: 3_000 },
        total: { minorUnits: 3_000 },
        lines: [
          {
            variantId: variantIdOf(1),
            productId,
            shopId,
            title: "Product 1",
            variantTitle: "Blue / M",
            sku: "SKU-1",
            imageUrl: null,
            quantity: 1,
            unitPrice: { minorUnits: 1_000 },
            total: { minorUnits: 1_000 },
          },
          { variantId: variantIdOf(2), quantity: 2, total: { minorUnits: 2_000 } },
        ],
      },
    });
    products.put(offerOf(1, { price: { minor: 9_999n, currency: "EUR" } }));
    expect(await lock(cartId, orderId, { viewer })).toEqual(first);
    const asked = products.calls.length;
    const { data } = await graphql(
      `
        query ($id: ID!) {
          cart(id: $id) {
            status
            taxIncluded
            cost {
              subtotal {
                minorUnits
              }
              discounts {
                minorUnits
              }
              shipping {
                minorUnits
              }
              tax {
                minorUnits
              }
              total {
                minorUnits
              }
            }
            lines {
              nodes {
                cost {
                  subtotal {
                    minorUnits
                  }
                  discounts {
                    minorUnits
                  }
                  total {
                    minorUnits
                  }
                }
              }
            }
          }
        }
      `,
      { id: cartId },
      { viewer },
    );
    const [nothing, ofOne, ofTwo, all] = [0, 1_000, 2_000, 3_000].map((minorUnits) => ({ minorUnits }));
    expect(data?.["cart"]).toEqual({
      status: "LOCKED",
      taxIncluded: true,
      cost: { subtotal: all, discounts: nothing, shipping: nothing, tax: null, total: all },
      lines: {
        nodes: [ofOne, ofTwo].map((amount) => ({ cost: { subtotal: amount, discounts: nothing, total: amount } })),
      },
    });
    expect(products.calls).toHaveLength(asked);
    products.put(offerOf(1));
  });

  it("answers each refusal by its status and changes nothing", async () => {
    const viewer = userOf(2);
    const cartId = await startCart(viewer);
    const before = await stateOf(cartId);

    expect(await lock(cartId, newOrder())).toMatchObject({ status: "NOT_FOUND", cart: null });
    expect(await lock(cartId, newOrder(), { viewer: userOf(3) })).toMatchObject({ status: "NOT_FOUND", cart: null });
    products.takeAway(variantIdOf(2));
    const refused = await lock(cartId, newOrder(), { viewer });
    products.put(offerOf(2));
    expect(refused).toMatchObject({ status: "UNAVAILABLE_LINES", cart: null });
    expect(refused.unavailableLineIds).toHaveLength(1);
    expect(await stateOf(cartId)).toEqual(before);

    await lock(cartId, newOrder(), { viewer });
    expect(await lock(cartId, newOrder(), { viewer })).toMatchObject({
      status: "LOCKED_BY_ANOTHER_CHECKOUT",
      cart: null,
    });
  });

  it("and cartUnlock are refused to the router and to other siblings, and change nothing", async () => {
    const cartId = await startCart();
    const before = await stateOf(cartId);

    for (const caller of ["router", "payments", "products", "accounts", "carts"]) {
      for (const document of [LOCK, UNLOCK]) {
        const { data, errors } = await graphql(document, { input: { cartId, orderId: "ord_thief" } }, { caller });
        expect(data).toBeNull();
        expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
      }
    }
    expect(await stateOf(cartId)).toEqual(before);
    expect((await pool.query("SELECT * FROM cart_locks WHERE order_id = 'ord_thief'")).rows).toEqual([]);
  });

  it("fails as a whole while products is away and leaves the cart free", async () => {
    const cartId = await startCart();
    const before = await stateOf(cartId);
    products.setAway(true);
    const { errors } = await graphql(LOCK, { input: { cartId, orderId: newOrder() } }, { caller: "orders" });
    products.setAway(false);

    expect(errors).toMatchObject([{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
    expect(await stateOf(cartId)).toEqual(before);
  });
});

it("a locked cart refuses to be changed until cartUnlock frees it for its order", async () => {
  const cartId = await startCart();
  const orderId = newOrder();
  await lock(cartId, orderId);
  const add = async () => {
    const query =
      "mutation ($input: CartLinesAddInput!) { cartLinesAdd(input: $input) { cart { status } userErrors { code } } }";
    const input = { cartId, lines: [{ variantId: variantIdOf(1), quantity: 1 }] };
    return (await graphql(query, { input })).data?.["cartLinesAdd"];
  };

  expect(await add()).toEqual({ cart: { status: "LOCKED" }, userErrors: [{ code: "CART_LOCKED" }] });
  expect(await unlock(cartId, newOrder())).toEqual({ unlocked: false });
  expect((await stateOf(cartId)).status).toBe("LOCKED");
  expect(await unlock(cartId, orderId)).toEqual({ unlocked: true });
  expect(await unlock(cartId, orderId)).toEqual({ unlocked: true });
  expect(await add()).toEqual({ cart: { status: "ACTIVE" }, userErrors: [] });
});

describe("what orders tells", () => {
  const paid = (cartId: string, orderId: string) => ({
    name: "orders.order-paid.v1",
    payload: {
      orderId,
      number: "1",
      cartId,
      customerId: null,
      email: "buyer@example.com",
      accessKey: "key",
      fullName: "A Buyer",
      lines: [],
      totalMinor: "3000",
      currency: "EUR",
      paidAt: "2026-11-23T10:00:00Z",
    },
  });

  it("order-paid makes the cart CONVERTED, once and for good", async () => {
    const cartId = await startCart();
    const orderId = newOrder();
    await lock(cartId, orderId);

    await deliver({ ...paid(cartId, orderId), id: "evt_paid" });
    const converted = await stateOf(cartId);
    expect(converted).toMatchObject({ status: "CONVERTED", locked_by_order_id: orderId, version: 3 });

    await deliver({ ...paid(cartId, orderId), id: "evt_paid" });
    await deliver(paid(cartId, orderId));
    await deliver({ name: "orders.order-expired.v1", payload: { cartId, orderId } });
    await deliver({ name: "orders.checkout-abandoned.v1", payload: { cartId, orderId } });
    expect(await stateOf(cartId)).toEqual(converted);
    expect(await lock(cartId, newOrder())).toMatchObject({ status: "CONVERTED", cart: null });
  });

  it.each(["orders.order-expired.v1", "orders.checkout-abandoned.v1"])("%s gives the cart back", async (name) => {
    const cartId = await startCart();
    const orderId = newOrder();
    await lock(cartId, orderId);

    await deliver({ name, payload: { cartId, orderId } });
    const freed = await stateOf(cartId);
    expect(freed).toMatchObject({ status: "ACTIVE", locked_by_order_id: null });

    await deliver({ name, payload: { cartId, orderId } });
    await deliver(paid(cartId, orderId)); // cannot happen; if it did, someone else's cart would be at stake
    expect(await stateOf(cartId)).toEqual(freed);
  });

  it("about one order leaves a cart alone that another order holds, and carts that do not exist", async () => {
    const cartId = await startCart();
    const [stale, current] = [newOrder(), newOrder()];
    await lock(cartId, current);
    const before = await stateOf(cartId);

    for (const target of [
      { cartId, orderId: stale },
      { cartId: "cart_missing", orderId: stale },
    ]) {
      await deliver(paid(target.cartId, target.orderId));
      await deliver({ name: "orders.order-expired.v1", payload: target });
      await deliver({ name: "orders.checkout-abandoned.v1", payload: target });
    }
    expect(await stateOf(cartId)).toEqual(before);
  });
});
