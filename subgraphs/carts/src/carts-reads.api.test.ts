import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph } from "#platform/testing/test-subgraph.ts";
import { offerOf, userOf, variantIdOf } from "./cart/sample-offers.ts";
import { createStubProducts } from "./clients/stub-products.ts";
import { createSubgraph } from "./subgraph.ts";

const VARIANTS = Array.from({ length: 100 }, (_, index) => index + 1);

const url = await cloneTestDatabase("carts");
const products = createStubProducts(VARIANTS.map((number) => offerOf(number)));
const { subgraph, graphql } = await startTestSubgraph(createSubgraph, "carts", {
  env: { CARTS_DATABASE_URL: url },
  neighbours: { products: products.neighbour },
});

/** Every statement that reaches PostgreSQL from this process. */
let statements = 0;
const originalQuery = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  statements++;
  return (originalQuery as (...all: unknown[]) => unknown).apply(this, args);
} as typeof originalQuery;

afterAll(async () => {
  pg.Client.prototype.query = originalQuery;
  await subgraph.close();
});

async function run<Data>(query: string, variables: object, viewer: Viewer = GUEST): Promise<Data> {
  const { data, errors } = await graphql(query, variables as Record<string, unknown>, { viewer });
  if (errors) throw new Error(JSON.stringify(errors));
  return data as Data;
}

interface Line {
  id: string;
  quantity: number;
  cost: { unitPrice: { minorUnits: number }; total: { minorUnits: number } };
}
interface CartAnswer {
  id: string;
  lines: { nodes: Line[] };
  cost: { subtotal: { minorUnits: number } };
}

async function startCart(variants: readonly number[], viewer: Viewer = GUEST): Promise<CartAnswer> {
  const { cartCreate } = await run<{ cartCreate: { cart: CartAnswer } }>(
    `mutation ($input: CartCreateInput!) { cartCreate(input: $input) {
      cart { id lines(first: 100) { nodes { id quantity cost { unitPrice { minorUnits } total { minorUnits } } } } cost { subtotal { minorUnits } } }
    } }`,
    {
      input: {
        lines: variants.map((number) => ({ variantId: variantIdOf(number), quantity: 2 })),
        currencyCode: "EUR",
      },
    },
    viewer,
  );
  return cartCreate.cart;
}

const PRICED = `query ($id: ID!) { cart(id: $id) {
  id cost { subtotal { minorUnits } }
  lines { nodes { id quantity variant { id quantityInMyCart } cost { unitPrice { minorUnits } total { minorUnits } } } }
} }`;
const readCart = async (id: string, viewer: Viewer = GUEST) =>
  (await run<{ cart: CartAnswer }>(PRICED, { id }, viewer)).cart;

/** Statements and questions to products that `work` costs. */
async function costOf(work: () => Promise<unknown>): Promise<{ statements: number; questions: number }> {
  const before = { statements, questions: products.calls.length };
  await work();
  return { statements: statements - before.statements, questions: products.calls.length - before.questions };
}

beforeEach(() => products.put(offerOf(1)));

describe("what a read costs", () => {
  it("is the same for a cart of 1 and of 50 lines, with one question to products for all of them", async () => {
    const viewer = userOf(1);
    const [small, large] = [await startCart([1]), await startCart(VARIANTS.slice(0, 50))];

    const one = await costOf(() => readCart(small.id, viewer));
    const fifty = await costOf(() => readCart(large.id, viewer));

    expect(one).toEqual({ statements: 3, questions: 1 });
    expect(fifty).toEqual(one);
    expect(new Set(products.calls.at(-1)?.ids)).toEqual(new Set(VARIANTS.slice(0, 50).map(variantIdOf)));
  });

  it("is the same for 1 and 50 entities of each kind", async () => {
    const viewer = userOf(2);
    const mine = await startCart(VARIANTS.slice(0, 50), viewer);
    const carts: CartAnswer[] = [];
    for (const number of VARIANTS.slice(0, 50)) carts.push(await startCart([number]));
    const representations = {
      ProductVariant: VARIANTS.slice(0, 50).map((number) => ({
        __typename: "ProductVariant",
        id: variantIdOf(number),
      })),
      CartLine: mine.lines.nodes.map(({ id }) => ({ __typename: "CartLine", id })),
      Cart: carts.map(({ id }) => ({ __typename: "Cart", id })),
      User: Array.from({ length: 50 }, (_, index) => ({ __typename: "User", id: userOf(index + 2).userId })),
    };
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on ProductVariant { quantityInMyCart }
      ... on CartLine { quantity cost { total { minorUnits } } }
      ... on Cart { lines { nodes { cost { total { minorUnits } } } } cost { subtotal { minorUnits } } }
      ... on User { cart { id } }
    } }`;

    for (const [name, all] of Object.entries(representations)) {
      const ask = (some: object[]) => run<{ _entities: unknown[] }>(query, { representations: some }, viewer);
      const one = await costOf(() => ask(all.slice(0, 1)));
      const fifty = await costOf(() => ask(all));
      expect(fifty, name).toEqual(one);
      const { _entities } = await ask(all);
      expect(_entities, name).toHaveLength(50);
      expect(_entities, name).not.toContain(null);
    }
  });

  it("is one question to products for a change and the cart it answers, and the buyer's name is passed on", async () => {
    const viewer = userOf(60);
    const cart = await startCart(VARIANTS.slice(0, 49), viewer);
    const input = { cartId: cart.id, lines: [{ variantId: variantIdOf(50), quantity: 1 }] };
    const query = `mutation ($input: CartLinesAddInput!) { cartLinesAdd(input: $input) { cart { cost { total { minorUnits } } } } }`;

    expect((await costOf(() => run(query, { input }, viewer))).questions).toBe(1);
    expect(products.calls.at(-1)).toMatchObject({ currencyCode: "EUR", context: { viewer } });
    expect(products.calls.at(-1)?.ids).toHaveLength(50);
  });
});

describe("the cost of a cart", () => {
  it("follows the current prices without anyone changing the cart", async () => {
    const cart = await startCart([1, 2]);
    products.put(offerOf(1, { price: { minor: 1_999n, currency: "EUR" } }));

    const after = await readCart(cart.id);

    expect(after.lines.nodes.map(({ cost }) => [cost.unitPrice.minorUnits, cost.total.minorUnits])).toEqual([
      [1_999, 3_998],
      [1_000, 2_000],
    ]);
    expect(after.cost.subtotal.minorUnits).toBe(5_998);
  });

  it("falls back to the prices last seen while products is away, and lines and quantities are still there", async () => {
    const cart = await startCart([1, 2]);
    products.put(offerOf(1, { price: { minor: 1n, currency: "EUR" } }));
    products.setAway(true);
    const away = await readCart(cart.id);
    products.setAway(false);

    expect(away.lines.nodes.map(({ quantity, cost }) => [quantity, cost.total.minorUnits])).toEqual([
      [2, 2_000],
      [2, 2_000],
    ]);
    expect(away.cost.subtotal.minorUnits).toBe(4_000);
  });

  it("counts the price last seen for a line that is not for sale any more", async () => {
    const cart = await startCart([1, 2]);
    products.takeAway(variantIdOf(1));

    expect((await readCart(cart.id)).cost.subtotal.minorUnits).toBe(4_000);
  });
});

it("two changes in one request are each answered with what is there by then", async () => {
  const viewer = userOf(65);
  const { id } = await startCart([1], viewer);
  const add = "cartLinesAdd(input: $input) { cart { version lines { nodes { variant { quantityInMyCart } } } } }";
  const query = `mutation ($input: CartLinesAddInput!) { first: ${add} second: ${add} }`;

  const answer = await run(
    query,
    { input: { cartId: id, lines: [{ variantId: variantIdOf(1), quantity: 1 }] } },
    viewer,
  );

  expect(answer).toEqual({
    first: { cart: { version: 2, lines: { nodes: [{ variant: { quantityInMyCart: 3 } }] } } },
    second: { cart: { version: 3, lines: { nodes: [{ variant: { quantityInMyCart: 4 } }] } } },
  });
});

describe("what others see", () => {
  it("of User.cart is nothing; the user sees the active one", async () => {
    const viewer = userOf(70);
    const cart = await startCart([1], viewer);
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id cart { id } } } }`;
    const r = [userOf(70), userOf(71)].map(({ userId }) => ({ __typename: "User", id: userId, cart: { id: cart.id } }));
    const seenBy = async (who: Viewer) =>
      (await run<{ _entities: { cart: { id: string } | null }[] }>(query, { r }, who))._entities.map(
        (user) => user.cart,
      );

    expect(await seenBy(viewer)).toEqual([{ id: cart.id }, null]);
    expect(await seenBy(userOf(71))).toEqual([null, null]);
    expect(await seenBy(GUEST)).toEqual([null, null]);
  });

  it("of ProductVariant.quantityInMyCart is their own: 0 without the variant, null for a guest", async () => {
    const viewer = userOf(72);
    await startCart([1], viewer);
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ProductVariant { quantityInMyCart } } }`;
    const r = [1, 2].map((number) => ({ __typename: "ProductVariant", id: variantIdOf(number) }));
    const seenBy = async (who: Viewer) =>
      (await run<{ _entities: { quantityInMyCart: number | null }[] }>(query, { r }, who))._entities.map(
        ({ quantityInMyCart }) => quantityInMyCart,
      );

    expect(await seenBy(viewer)).toEqual([2, 0]);
    expect(await seenBy(userOf(73))).toEqual([0, 0]);
    expect(await seenBy(GUEST)).toEqual([null, null]);
  });

  it("of a line or a cart by its id is null unless it is theirs", async () => {
    const viewer = userOf(74);
    const [mine, guests] = [await startCart([1], viewer), await startCart([1])];
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on CartLine { id } ... on Cart { id } } }`;
    const r = [mine, guests].flatMap(({ id, lines }) => [
      { __typename: "Cart", id },
      { __typename: "CartLine", id: lines.nodes[0]!.id },
    ]);
    const seenBy = async (who: Viewer) =>
      (await run<{ _entities: ({ id: string } | null)[] }>(query, { r }, who))._entities.map((entity) => entity?.id);

    expect(await seenBy(viewer)).toEqual([mine.id, mine.lines.nodes[0]!.id, guests.id, undefined]);
    expect(await seenBy(userOf(75))).toEqual([undefined, undefined, guests.id, undefined]);
    expect(await seenBy(GUEST)).toEqual([undefined, undefined, guests.id, undefined]);
  });
});

describe("the lines of a cart", () => {
  it("come 50 at a time, up to 100, and page in both directions without gap or repeat", async () => {
    const cart = await startCart(VARIANTS);
    const all = cart.lines.nodes.map(({ id }) => id);
    expect(all).toHaveLength(100);
    interface Page {
      nodes: { id: string }[];
      totalCount: number;
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    }
    const read = async (args: object): Promise<Page> => {
      const query = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { cart(id: $id) {
        lines(first: $first, after: $after, last: $last, before: $before) {
          nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        } } }`;
      return (await run<{ cart: { lines: Page } }>(query, { id: cart.id, ...args })).cart.lines;
    };
    const ids = ({ nodes }: Page) => nodes.map(({ id }) => id);

    const first = await read({});
    expect(ids(first)).toEqual(all.slice(0, 50));
    expect(first).toMatchObject({ totalCount: 100, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await read({ first: 60, after: first.pageInfo.endCursor });
    expect(ids(second)).toEqual(all.slice(50));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await read({ last: 20, before: second.pageInfo.startCursor });
    expect(ids(back)).toEqual(all.slice(30, 50));
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    await expect(read({ first: 101 })).rejects.toThrow("BAD_USER_INPUT");
    await expect(read({ first: 1, after: "nonsense" })).rejects.toThrow("BAD_USER_INPUT");
  });
});
