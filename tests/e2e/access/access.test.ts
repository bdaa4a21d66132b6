import { SignJWT } from "jose";
import { expect, inject, it } from "vitest";
import {
  CartCreateDocument,
  CartLinesAddDocument,
  CartPageDocument,
  CheckoutStartDocument,
  MeDocument,
  SessionCreateDocument,
} from "../../../clients/storefront/graphql.ts";
import { query, send } from "../../setup/graph-client.ts";
import { checkoutInput, createCart, findVariant, onDatabase, readOrder } from "../../setup/shopper.ts";

const signIn = async (who: "shopper" | "merchant" | "admin"): Promise<string> => {
  const { sessionCreate } = await query(SessionCreateDocument, { input: inject("stack").demo[who] });
  return sessionCreate.session!.accessToken;
};

const countRows = (subgraph: string, table: string): Promise<number> =>
  onDatabase(subgraph, async (client) => Number((await client.query(`SELECT count(*) FROM ${table}`)).rows[0].count));

it("each demo person signs in and is who they say", async () => {
  for (const who of ["shopper", "merchant", "admin"] as const) {
    const { me } = await query(MeDocument, {}, { accessToken: await signIn(who) });
    expect(me!.email).toBe(inject("stack").demo[who].email);
  }
  expect((await query(MeDocument, {})).me).toBeNull();
});

it("another's cart is not there: it cannot be read, changed or checked out, and stays as it was", async () => {
  const { id: variantId } = await findVariant(10);
  const [owner, stranger] = [await signIn("merchant"), await signIn("shopper")];
  const cartId = await createCart(variantId, 1, owner);
  const before = await query(CartPageDocument, { id: cartId }, { accessToken: owner });

  for (const options of [{ accessToken: stranger }, {}]) {
    expect((await query(CartPageDocument, { id: cartId }, options)).cart).toBeNull();
    const added = await query(
      CartLinesAddDocument,
      { input: { cartId, lines: [{ variantId, quantity: 1 }] } },
      options,
    );
    expect(added.cartLinesAdd).toMatchObject({ cart: null, userErrors: [{ code: "CART_NOT_FOUND" }] });
    const started = await query(CheckoutStartDocument, { input: checkoutInput(cartId) }, options);
    expect(started.checkoutStart).toMatchObject({ order: null, userErrors: [{ code: "CART_NOT_FOUND" }] });
  }
  expect(await query(CartPageDocument, { id: cartId }, { accessToken: owner })).toEqual(before);
});

it("an order is shown to its buyer alone: not by id, not by number, not with another key", async () => {
  const { id: variantId } = await findVariant(11);
  const { checkoutStart } = await query(CheckoutStartDocument, { input: checkoutInput(await createCart(variantId)) });
  const { id, accessKey } = checkoutStart.order!;

  expect((await readOrder(id, accessKey))!.id).toBe(id);
  for (const key of [null, "", "x", `${accessKey}x`, accessKey!.slice(0, -1)])
    expect(await readOrder(id, key)).toBeNull();
});

it("bad quantities, unknown variants and other currencies are all told at once, and nothing is written", async () => {
  const { id: variantId } = await findVariant(12);
  const before = [await countRows("carts", "carts"), await countRows("carts", "cart_lines")];
  const lines = [
    { variantId, quantity: 0 },
    { variantId, quantity: -3 },
    { variantId, quantity: 2_000_000_000 },
    { variantId: "var_nonsense", quantity: 1 },
  ];
  const { cartCreate } = await query(CartCreateDocument, { input: { lines, currencyCode: "EUR" } });

  expect(cartCreate.cart).toBeNull();
  expect(cartCreate.userErrors.map(({ code, field }) => [code, field])).toEqual([
    ["INVALID_QUANTITY", ["lines", "0", "quantity"]],
    ["INVALID_QUANTITY", ["lines", "1", "quantity"]],
    ["INVALID_QUANTITY", ["lines", "2", "quantity"]],
    ["VARIANT_NOT_FOUND", ["lines", "3", "variantId"]],
  ]);
  const other = await query(CartCreateDocument, {
    input: { lines: [{ variantId, quantity: 1 }], currencyCode: "VND" },
  });
  expect(other.cartCreate.userErrors.map(({ code }) => code)).toEqual(["CURRENCY_NOT_AVAILABLE"]);
  expect([await countRows("carts", "carts"), await countRows("carts", "cart_lines")]).toEqual(before);
});

it("a checkout with nothing right names every field, and nothing is written", async () => {
  const before = [await countRows("orders", "orders"), await countRows("orders", "checkout_attempts")];
  const input = {
    cartId: "cart_nonsense",
    idempotencyKey: "short",
    email: "nobody",
    shippingAddress: { fullName: "", line1: "", city: "", postalCode: "", countryCode: "XX" },
  };
  const { checkoutStart } = await query(CheckoutStartDocument, { input });

  expect(checkoutStart.order).toBeNull();
  expect(checkoutStart.userErrors.map(({ field }) => field!.join("."))).toEqual(
    expect.arrayContaining([
      "idempotencyKey",
      "email",
      "shippingAddress.fullName",
      "shippingAddress.line1",
      "shippingAddress.city",
      "shippingAddress.countryCode",
    ]),
  );
  expect([await countRows("orders", "orders"), await countRows("orders", "checkout_attempts")]).toEqual(before);
});

it("a forged, expired or cut token is refused with 401 and nothing runs", async () => {
  const real = await signIn("shopper");
  const [header, payload, signature] = real.split(".") as [string, string, string];
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
  const forged = await new SignJWT({ scope: "order:read" })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setIssuer("plexus")
    .setAudience("plexus-api")
    .setExpirationTime("5m")
    .sign(new Uint8Array(32));
  const admin = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), scope: "order:read" }),
  );
  const bad = [
    `${none}.${payload}.`,
    forged,
    real.slice(0, -8),
    `${header}.${admin.toString("base64url")}.${signature}`,
    "x.y.z",
  ];

  for (const accessToken of bad) {
    const answer = await send(MeDocument, {}, { accessToken });
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(answer.data ?? null).toBeNull();
  }
});

it("a token stops working the moment its session is signed out, and others of the person go on", async () => {
  const [ended, other] = [await signIn("shopper"), await signIn("shopper")];
  for (const accessToken of [ended, other]) expect((await send(MeDocument, {}, { accessToken })).status).toBe(200);

  const answer = await send("mutation { sessionRevoke { sessionId userErrors { code } } }", undefined, {
    accessToken: ended,
  });

  expect(answer.data).toMatchObject({ sessionRevoke: { sessionId: expect.any(String) as string, userErrors: [] } });
  expect(await send(MeDocument, {}, { accessToken: ended })).toMatchObject({
    status: 401,
    errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
  expect((await send(MeDocument, {}, { accessToken: other })).status).toBe(200);
});

it("operations between subgraphs are not in the public graph, and a claimed identity is not believed", async () => {
  const headers = { "x-plexus-identity": "eyJhbGciOiJub25lIn0.e30.", "x-user-id": "user_1" };
  expect((await send(MeDocument, {}, { headers })).data).toEqual({ me: null });
  for (const operation of [
    '{ orderForPayment(id: "x") { id } }',
    "{ accessTokenKeys }",
    '{ accessGrants(sessionId: "x", userId: "y") { scopes } }',
    'mutation { stockRelease(input: {holdId: "x"}) { reservation { id } } }',
  ]) {
    expect(await send(operation)).toMatchObject({ status: 400, errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
  }
});

it("malformed requests get a 4xx with a code, never a 500", async () => {
  const { graphql } = inject("stack");
  const post = (body: string, type = "application/json") =>
    fetch(graphql, { method: "POST", headers: { "content-type": type }, body });
  const answers = await Promise.all([
    post("{"),
    post("[]"),
    post('"text"'),
    post("{}"),
    post('{"query":"{"}'),
    post('{"query":"{ nonsense }"}'),
    post('{"query":"query A { me { id } }","operationName":"B"}'),
    post('{"query":"query ($id: ID!) { cart(id: $id) { id } }","variables":{"id":{"$gt":""}}}'),
    post("query=%7Bme%7Bid%7D%7D", "application/x-www-form-urlencoded"),
    fetch(`${graphql}?query=${encodeURIComponent("mutation { sessionRevoke { userErrors { code } } }")}`, {
      headers: { "apollo-require-preflight": "1" },
    }),
  ]);

  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
  }
});
