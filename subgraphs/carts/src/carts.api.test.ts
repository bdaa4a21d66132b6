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
const products = createStubProducts([
  offerOf(1),
  offerOf(2, { price: { minor: 250n, currency: "EUR" } }),
  offerOf(3, { availableQuantity: 3 }),
  offerOf(4, { availableQuantity: 0 }),
  offerOf(5, { price: { minor: 5_000n, currency: "JPY" } }),
]);
const { subgraph, graphql } = await startTestSubgraph(createSubgraph, "carts", {
  env: { CARTS_DATABASE_URL: url },
  neighbours: { products: products.neighbour },
});
afterAll(async () => {
  await subgraph.close();
  await pool.end();
});

const CART = `{
  id status version currencyCode totalQuantity
  lines { nodes { id quantity variant { id } cost { unitPrice { minorUnits } total { minorUnits } } } }
  cost { subtotal { minorUnits currencyCode amount } total { minorUnits } }
}`;
const PAYLOAD = `{
  cart ${CART}
  userErrors { code message field }
  warnings { code message field lineId variantId }
}`;

interface CartAnswer {
  id: string;
  status: string;
  version: number;
  totalQuantity: number;
  lines: {
    nodes: { id: string; quantity: number; variant: { id: string }; cost: { total: { minorUnits: number } } }[];
  };
  cost: { subtotal: { minorUnits: number }; total: { minorUnits: number } };
}
interface PayloadAnswer {
  cart: CartAnswer | null;
  userErrors: { code: string; message: string; field: string[] }[];
  warnings: { code: string; field: string[]; lineId: string | null; variantId: string }[];
}

const INPUT_TYPE = {
  cartCreate: "CartCreateInput",
  cartLinesAdd: "CartLinesAddInput",
  cartLinesUpdate: "CartLinesUpdateInput",
  cartLinesRemove: "CartLinesRemoveInput",
};

async function change(
  mutation: keyof typeof INPUT_TYPE,
  input: object,
  viewer: Viewer = GUEST,
): Promise<PayloadAnswer> {
  const query = `mutation ($input: ${INPUT_TYPE[mutation]}!) { payload: ${mutation}(input: $input) ${PAYLOAD} }`;
  const { data, errors } = await graphql(query, { input }, { viewer });
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.["payload"] as PayloadAnswer;
}

async function readCart(id: string, viewer: Viewer = GUEST): Promise<CartAnswer | null> {
  const { data, errors } = await graphql(`query ($id: ID!) { cart(id: $id) ${CART} }`, { id }, { viewer });
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.["cart"] as CartAnswer | null;
}

const line = (variant: number, quantity: number) => ({ variantId: variantIdOf(variant), quantity });
const startCart = async (lines: object[], viewer: Viewer = GUEST): Promise<CartAnswer> =>
  (await change("cartCreate", { lines, currencyCode: "EUR" }, viewer)).cart!;

/** Everything that is stored, to prove that nothing was written. */
async function stored(): Promise<unknown[]> {
  const carts = await pool.query("SELECT * FROM carts ORDER BY id");
  const lines = await pool.query("SELECT * FROM cart_lines ORDER BY id");
  return [carts.rows, lines.rows];
}

describe("a guest's cart", () => {
  it("is started, changed and read by its id, with prices from products and totals that add up", async () => {
    const created = await change("cartCreate", { lines: [line(1, 2), line(2, 3), line(1, 1)], currencyCode: "EUR" });
    expect(created).toMatchObject({ userErrors: [], warnings: [] });
    const cart = created.cart!;
    expect(cart.id).toMatch(/^cart_[0-7][0-9a-z]{25}$/);
    expect(cart).toMatchObject({ status: "ACTIVE", version: 1, totalQuantity: 6 });
    expect(cart.lines.nodes).toEqual([
      {
        id: expect.stringMatching(/^cln_/) as string,
        quantity: 3,
        variant: { id: variantIdOf(1) },
        cost: { unitPrice: { minorUnits: 1_000 }, total: { minorUnits: 3_000 } },
      },
      {
        id: expect.stringMatching(/^cln_/) as string,
        quantity: 3,
        variant: { id: variantIdOf(2) },
        cost: { unitPrice: { minorUnits: 250 }, total: { minorUnits: 750 } },
      },
    ]);
    expect(cart.cost).toEqual({
      subtotal: { minorUnits: 3_750, currencyCode: "EUR", amount: "37.50" },
      total: { minorUnits: 3_750 },
    });
    const [first, second] = cart.lines.nodes;

    const added = await change("cartLinesAdd", { cartId: cart.id, lines: [line(1, 1)] });
    expect(added.cart).toMatchObject({ version: 2, totalQuantity: 7, cost: { total: { minorUnits: 4_750 } } });
    const updated = await change("cartLinesUpdate", { cartId: cart.id, lines: [{ id: first?.id, quantity: 1 }] });
    expect(updated.cart).toMatchObject({ version: 3, totalQuantity: 4, cost: { total: { minorUnits: 1_750 } } });
    const removed = await change("cartLinesRemove", { cartId: cart.id, lineIds: [second?.id] });
    expect(removed.cart).toMatchObject({ version: 4, totalQuantity: 1, cost: { total: { minorUnits: 1_000 } } });

    expect(await readCart(cart.id)).toEqual(removed.cart);
  });

  it("may start empty", async () => {
    const { cart, userErrors } = await change("cartCreate", { currencyCode: "JPY" });

    expect(userErrors).toEqual([]);
    expect(cart).toMatchObject({ lines: { nodes: [] }, cost: { subtotal: { minorUnits: 0, amount: "0" } } });
  });

  it("is null for an id that is unknown or no id at all", async () => {
    expect(await readCart("cart_00000000000000000000000000")).toBeNull();
    expect(await readCart("' OR 1 = 1 --")).toBeNull();
  });
});

describe("a signed-in user's cart", () => {
  it("is one: starting again adds to it and sums up", async () => {
    const viewer = userOf(1);
    const first = await startCart([line(1, 1)], viewer);
    const again = await startCart([line(1, 2), line(2, 1)], viewer);

    expect(again.id).toBe(first.id);
    expect(again.lines.nodes.map(({ quantity }) => quantity)).toEqual([3, 1]);
    expect(await readCart(first.id, viewer)).toEqual(again);
  });

  it("does not exist for anyone else, who can neither read nor change it", async () => {
    const owner = userOf(2);
    const cart = await startCart([line(1, 1)], owner);
    const before = await stored();

    for (const viewer of [GUEST, userOf(3)]) {
      expect(await readCart(cart.id, viewer)).toBeNull();
      const answers = [
        await change("cartLinesAdd", { cartId: cart.id, lines: [line(1, 1)] }, viewer),
        await change(
          "cartLinesUpdate",
          { cartId: cart.id, lines: [{ id: cart.lines.nodes[0]?.id, quantity: 9 }] },
          viewer,
        ),
        await change("cartLinesRemove", { cartId: cart.id, lineIds: [cart.lines.nodes[0]?.id] }, viewer),
      ];
      const missing = await change("cartLinesAdd", { cartId: "cart_unknown", lines: [line(1, 1)] }, viewer);
      for (const answer of answers) {
        expect(answer).toEqual(missing); // the same as for a cart that is not there
        expect(answer).toMatchObject({ cart: null, userErrors: [{ code: "CART_NOT_FOUND", field: ["cartId"] }] });
      }
    }
    expect(await stored()).toEqual(before);
    expect(await readCart(cart.id, owner)).toEqual(cart);
  });
});

describe("a wrong input changes nothing", () => {
  it.each([0, -1, 10_001, 2_147_483_647, -2_147_483_648])("a quantity of %i is named by its path", async (quantity) => {
    const cart = await startCart([line(1, 1)]);
    const before = await stored();
    const id = cart.lines.nodes[0]?.id;
    const expected = { code: "INVALID_QUANTITY", field: ["lines", "1", "quantity"] };

    const created = await change("cartCreate", { lines: [line(1, 1), line(2, quantity)], currencyCode: "EUR" });
    expect(created).toMatchObject({ cart: null, userErrors: [expected], warnings: [] });
    const added = await change("cartLinesAdd", { cartId: cart.id, lines: [line(1, 1), line(2, quantity)] });
    expect(added).toMatchObject({ cart: { id: cart.id, version: 1 }, userErrors: [expected], warnings: [] });
    const updated = await change("cartLinesUpdate", { cartId: cart.id, lines: [{ id, quantity }] });
    expect(updated.userErrors).toMatchObject([{ code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] }]);
    expect(await stored()).toEqual(before);
  });

  it("a quantity that is no 32-bit integer is refused by the schema", async () => {
    const before = await stored();
    const query = "mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { id } } }";

    for (const quantity of [2_147_483_648, 1.5, "1"]) {
      const input = { lines: [{ variantId: variantIdOf(1), quantity }], currencyCode: "EUR" };
      const { data, errors } = await graphql(query, { input });
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    }
    expect(await stored()).toEqual(before);
  });

  it("all that is wrong is named at once", async () => {
    const before = await stored();

    const answer = await change("cartCreate", {
      lines: [line(1, 0), line(5, 1), line(9, 1), { variantId: "prod_1", quantity: 99_999 }],
      currencyCode: "EUR",
    });

    expect(answer.cart).toBeNull();
    expect(answer.userErrors.map(({ code, field }) => `${code} ${field.join(".")}`).sort()).toEqual([
      "CURRENCY_NOT_AVAILABLE lines.1.variantId",
      "INVALID_QUANTITY lines.0.quantity",
      "INVALID_QUANTITY lines.3.quantity",
      "VARIANT_NOT_FOUND lines.2.variantId",
      "VARIANT_NOT_FOUND lines.3.variantId",
    ]);
    expect(await stored()).toEqual(before);
  });

  it("an old version is a CONFLICT that shows the current cart", async () => {
    const cart = await startCart([line(1, 1)]);
    await change("cartLinesAdd", { cartId: cart.id, lines: [line(1, 1)], expectedVersion: 1 });
    const before = await stored();

    const answer = await change("cartLinesAdd", { cartId: cart.id, lines: [line(1, 1)], expectedVersion: 1 });

    expect(answer.userErrors).toMatchObject([{ code: "CONFLICT", field: ["expectedVersion"] }]);
    expect(answer.cart).toMatchObject({ id: cart.id, version: 2, totalQuantity: 2 });
    expect(await stored()).toEqual(before);
  });

  it("products away means an error of the whole mutation and no change, not a wrong price", async () => {
    const cart = await startCart([line(1, 1)]);
    const before = await stored();
    products.setAway(true);
    const query = "mutation ($input: CartLinesAddInput!) { cartLinesAdd(input: $input) { cart { id } } }";
    const { errors } = await graphql(query, { input: { cartId: cart.id, lines: [line(1, 1)] } });
    products.setAway(false);

    expect(errors).toMatchObject([{ path: ["cartLinesAdd"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
    expect(await stored()).toEqual(before);
  });
});

describe("less in stock than asked for", () => {
  it("clamps with a warning that names the line, and makes no line of nothing", async () => {
    const answer = await change("cartCreate", { lines: [line(3, 5), line(4, 1), line(1, 1)], currencyCode: "EUR" });

    expect(answer.userErrors).toEqual([]);
    const [clamped] = answer.cart!.lines.nodes;
    expect(answer.cart!.lines.nodes.map(({ quantity, variant }) => [variant.id, quantity])).toEqual([
      [variantIdOf(3), 3],
      [variantIdOf(1), 1],
    ]);
    expect(answer.warnings).toMatchObject([
      { code: "QUANTITY_CLAMPED", field: ["lines", "0", "quantity"], lineId: clamped?.id, variantId: variantIdOf(3) },
      { code: "OUT_OF_STOCK", field: ["lines", "1", "quantity"], lineId: null, variantId: variantIdOf(4) },
    ]);
  });
});
