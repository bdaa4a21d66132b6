import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { countCalls } from "../testing/count-calls.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { countRows, readListing, readStock } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { holdIdOf } from "./stock.ts";

const now = new Date();
const newOrderId = () => newId("ord", now);

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(() => test.close());

async function aProduct(available: number, overrides: Parameters<typeof makeProduct>[0] = {}) {
  const product = makeProduct(overrides);
  await test.store([product], { available });
  return { product, variantId: product.variants[0]!.id };
}

const HOLD = `mutation ($input: StockHoldInput!) { stockHold(input: $input) {
  reservation { id status expiresAt } missing { variantId availableQuantity } } }`;
const RELEASE = "mutation ($input: StockReleaseInput!) { stockRelease(input: $input) { reservation { id status } } }";

const hold = (orderId: string, lines: object[], caller = "orders") =>
  test.graphql(HOLD, { input: { holdId: holdIdOf(orderId), lines, expiresInSeconds: 900 } }, { caller });
const release = (orderId: string, caller = "orders") =>
  test.graphql(RELEASE, { input: { holdId: holdIdOf(orderId) } }, { caller });
const orderPaid = (orderId: string, variantId: string, quantity: number) => ({
  name: "orders.order-paid.v1",
  payload: {
    orderId,
    number: "P-1",
    cartId: newId("cart", now),
    customerId: null,
    email: "buyer@example.test",
    accessKey: "key",
    fullName: "A Buyer",
    lines: [{ variantId, title: "A product", variantTitle: "Standard", quantity, totalMinor: "1990" }],
    totalMinor: "1990",
    currency: "EUR",
    paidAt: now.toISOString(),
  },
});
const orderEnded = (name: string, orderId: string) => ({ name, payload: { orderId, cartId: newId("cart", now) } });

it("tells carts what is on sale: price in their currency or none, stock as it is, unknown and hidden ones left out", async () => {
  const inYen = makeVariant({
    prices: [{ currency: "JPY", minor: 3_200n, compareAtMinor: null }],
    imageUrl: "https://media.example/v.webp",
  });
  const { product } = await aProduct(7, { title: "Mug", variants: [makeVariant({ title: "Blue" }), inYen] });
  const { product: draft } = await aProduct(7, { status: "DRAFT" });
  const [blue, yen] = product.variants.map(({ id }) => id);
  const { data, errors } = await test.graphql(
    `query ($ids: [ID!]!) { variantsForSale(ids: $ids, currencyCode: EUR) {
      id productId shopId title variantTitle sku imageUrl price { minorUnits currencyCode } availableQuantity } }`,
    { ids: [yen, blue, blue, draft.variants[0]!.id, newId("var", now), "nonsense"] },
    { caller: "carts" },
  );
  expect(errors).toBeUndefined();
  const shared = { productId: product.id, shopId: product.shopId, title: "Mug", availableQuantity: 7 };
  expect(data!["variantsForSale"]).toEqual([
    { ...shared, id: yen, variantTitle: "Standard", sku: inYen.sku, imageUrl: inYen.imageUrl, price: null },
    {
      ...shared,
      id: blue,
      variantTitle: "Blue",
      sku: product.variants[0]!.sku,
      imageUrl: product.media[0]!.url,
      price: { minorUnits: 1_990, currencyCode: "EUR" },
    },
  ]);
});

it("looks variants for sale up at the same cost for one and for fifty", async () => {
  const products = Array.from({ length: 50 }, () => makeProduct());
  await test.store(products);
  const ids = products.map(({ variants }) => variants[0]!.id);
  const query =
    "query ($ids: [ID!]!) { variantsForSale(ids: $ids, currencyCode: EUR) { id price { amount } availableQuantity } }";
  const read = (some: string[]) => test.graphql(query, { ids: some }, { caller: "carts" });
  const known = products[0]!.variants[0]!.id;
  const others = ids.filter((id) => id !== known);
  expect(await countCalls(() => read([known]))).toEqual({ postgres: 1, mongo: 1, redis: 1 });
  expect(await countCalls(() => read(others))).toEqual({ postgres: 1, mongo: 1, redis: 1 });
  test.forgetMemory();
  expect(await countCalls(() => read(ids))).toEqual({ postgres: 1, mongo: 0, redis: 1 });
});

it("refuses internal operations to strangers, and nothing changes", async () => {
  const { variantId } = await aProduct(5);
  const orderId = newOrderId();
  await hold(orderId, [{ variantId, quantity: 1 }]);
  const [stock, holds] = [await readStock(test.pool, variantId), await countRows(test.pool, "stock_holds")];
  const answers = await Promise.all([
    ...["router", "carts", "payments"].map((caller) => hold(newOrderId(), [{ variantId, quantity: 1 }], caller)),
    ...["router", "carts", "payments"].map((caller) => release(orderId, caller)),
    ...["router", "orders"].map((caller) =>
      test.graphql(`{ variantsForSale(ids: ["${variantId}"], currencyCode: EUR) { id } }`, {}, { caller }),
    ),
  ]);
  for (const { data, errors } of answers) {
    expect(data ?? null).toBeNull();
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "FORBIDDEN" } })]);
  }
  expect(await readStock(test.pool, variantId)).toEqual(stock);
  expect(await countRows(test.pool, "stock_holds")).toBe(holds);
});

it("holds and releases for orders, and shows the reservation to whoever refers to it", async () => {
  const { variantId } = await aProduct(3);
  const orderId = newOrderId();
  const id = holdIdOf(orderId);
  const { data } = await hold(orderId, [{ variantId, quantity: 3 }]);
  expect(data!["stockHold"]).toEqual({
    reservation: { id, status: "HELD", expiresAt: expect.any(String) },
    missing: [],
  });
  expect((await hold(newOrderId(), [{ variantId, quantity: 1 }])).data!["stockHold"]).toEqual({
    reservation: null,
    missing: [{ variantId, availableQuantity: 0 }],
  });
  const { data: shown } = await test.graphql(`{ productVariant(id: "${variantId}") { available stockStatus } }`);
  expect(shown!["productVariant"]).toEqual({ available: false, stockStatus: "OUT_OF_STOCK" });
  expect((await release(orderId)).data!["stockRelease"]).toEqual({ reservation: { id, status: "RELEASED" } });
  const { data: entities } = await test.graphql(
    "query ($of: [_Any!]!) { _entities(representations: $of) { ... on StockReservation { id status } } }",
    {
      of: [
        { __typename: "StockReservation", id, status: "HELD" },
        { __typename: "StockReservation", id: holdIdOf(newOrderId()) },
      ],
    },
  );
  expect(entities!["_entities"]).toEqual([{ id, status: "RELEASED" }, null]);
});

it("names everything that is wrong with a hold", async () => {
  const { errors } = await hold("nonsense", [{ variantId: "nonsense", quantity: 0 }]);
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/holdId: .* lines\.0\.variantId: .* lines\.0\.quantity: /),
      extensions: { code: "BAD_USER_INPUT" },
    }),
  ]);
});

it("sells what was held when the order is paid, once however often it is told", async () => {
  const { product, variantId } = await aProduct(3);
  const orderId = newOrderId();
  await hold(orderId, [{ variantId, quantity: 2 }]);
  const event = orderPaid(orderId, variantId, 2);
  await Promise.all([
    test.deliver({ ...event, id: "evt_paid" }),
    test.deliver({ ...event, id: "evt_paid" }),
    test.deliver(event),
  ]);
  await test.deliver(orderEnded("orders.order-expired.v1", orderId)); // late and wrong: the order is paid
  expect(await readStock(test.pool, variantId)).toEqual({ stocked: 3, available: 1, reserved: 0, sold: 2 });
  expect(await readListing(test.pool, product.id)).toEqual({ inStock: true, unitsSold: 2 });
});

it.each(["orders.order-expired.v1", "orders.checkout-abandoned.v1"])("gives the stock back on %s", async (name) => {
  const { variantId } = await aProduct(3);
  const orderId = newOrderId();
  await hold(orderId, [{ variantId, quantity: 2 }]);
  await test.deliver(orderEnded(name, orderId));
  await test.deliver(orderEnded(name, orderId));
  expect(await readStock(test.pool, variantId)).toEqual({ stocked: 3, available: 3, reserved: 0, sold: 0 });
});

it("refuses the hold of a checkout that was abandoned before the hold arrived", async () => {
  const { variantId } = await aProduct(3);
  const orderId = newOrderId();
  await test.deliver(orderEnded("orders.checkout-abandoned.v1", orderId));
  const { data } = await hold(orderId, [{ variantId, quantity: 2 }]);
  expect(data!["stockHold"]).toMatchObject({ reservation: { status: "RELEASED" }, missing: [] });
  expect(await readStock(test.pool, variantId)).toEqual({ stocked: 3, available: 3, reserved: 0, sold: 0 });
});

it("raises an alarm and leaves a row when a late payment finds the stock gone, and oversells nothing", async () => {
  const { variantId } = await aProduct(2);
  const orderId = newOrderId();
  await hold(orderId, [{ variantId, quantity: 2 }]);
  await test.deliver(orderEnded("orders.order-expired.v1", orderId));
  await hold(newOrderId(), [{ variantId, quantity: 1 }]);
  await test.deliver(orderPaid(orderId, variantId, 2));
  expect(await readStock(test.pool, variantId)).toEqual({ stocked: 2, available: 1, reserved: 1, sold: 0 });
  const { rows } = await test.pool.query(
    "SELECT variant_id, quantity, available FROM stock_shortfalls WHERE order_id = $1",
    [orderId],
  );
  expect(rows).toEqual([{ variant_id: variantId, quantity: 2, available: 1 }]);
  expect(test.logLines.filter(({ level, orderId: logged }) => level === 50 && logged === orderId)).toHaveLength(1);
});
