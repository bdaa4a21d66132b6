import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { Product } from "./catalogue/product.ts";
import { countCalls } from "./testing/count-calls.ts";
import { makeCategory } from "./testing/make-category.ts";
import { makeProduct, makeVariant } from "./testing/make-product.ts";
import { startTestProducts } from "./testing/start-test-products.ts";
import { storeReview } from "./testing/store-review.ts";

const now = new Date();
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const shopId = newId("shop", now) as ShopId;

const clothing = makeCategory({ handle: "clothing", name: "CLOTHING", position: 1 });
const books = makeCategory({ handle: "books", name: "BOOKS", position: 0 });
const shirts = makeCategory({ handle: "shirts", name: "SHIRTS", parent: clothing, position: 0 });

const shirt = makeProduct({
  handle: "linen-shirt",
  title: "Linen Shirt",
  description: "**Soft** from the first day.",
  shopId,
  categoryIds: [shirts.id],
  createdAt: minutesAgo(1),
  options: [{ name: "Size", values: ["S", "M"] }],
  variants: ["S", "M"].map((value, index) =>
    makeVariant({
      title: value,
      selectedOptions: [{ name: "Size", value }],
      prices: [
        { currency: "EUR", minor: BigInt(4_000 + index * 500), compareAtMinor: index === 0 ? 5_000n : null },
        { currency: "KWD", minor: 12_500n, compareAtMinor: null },
      ],
    }),
  ),
});
const draft = makeProduct({ status: "DRAFT", handle: "a-draft" });
const archived = makeProduct({ status: "ARCHIVED" });
const fifty: Product[] = Array.from({ length: 50 }, (_, index) =>
  makeProduct({
    title: `Book ${index}`,
    shopId: newId("shop", now) as ShopId,
    categoryIds: [books.id],
    createdAt: minutesAgo(100 + index),
    variants: [makeVariant({ prices: [{ currency: "EUR", minor: BigInt(1_000 + index), compareAtMinor: null }] })],
  }),
);

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
  const categories = [clothing, books, shirts];
  await test.storeCategories(categories);
  await test.store([shirt, draft, archived, ...fifty], { categories });
});
afterAll(() => test.close());

interface List {
  totalCount: number;
  nodes: Record<string, unknown>[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function ask<Answer = Record<string, unknown>>(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const { data, errors } = await test.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data as Answer;
}

it("shows a product with its variants, prices in any currency it is sold in, and stock in words", async () => {
  const answer = await ask(`{ product(handle: "linen-shirt") {
    id handle title description options { name values } media { url alt width height } createdAt version
    shop { id } categories { handle parent { handle } }
    priceRange { min { minorUnits amount } max { minorUnits } } usd: priceRange(currencyCode: USD) { min { amount } }
    rating { average count } reviews { nodes { id } totalCount pageInfo { hasNextPage } }
    variants { totalCount nodes { id sku title selectedOptions { name value } available stockStatus product { id }
      price { amount currencyCode } kwd: price(currencyCode: KWD) { amount } jpy: price(currencyCode: JPY) { amount }
      compareAtPrice { minorUnits } } }
  } }`);
  expect(answer["product"]).toEqual({
    id: shirt.id,
    handle: "linen-shirt",
    title: "Linen Shirt",
    description: "**Soft** from the first day.",
    options: [{ name: "Size", values: ["S", "M"] }],
    media: shirt.media.map(({ fileId: _, ...medium }) => medium),
    createdAt: shirt.createdAt.toISOString(),
    version: 1,
    shop: { id: shopId },
    categories: [{ handle: "shirts", parent: { handle: "clothing" } }],
    priceRange: { min: { minorUnits: 4_000, amount: "40.00" }, max: { minorUnits: 4_500 } },
    usd: null,
    rating: { average: null, count: 0 },
    reviews: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false } },
    variants: {
      totalCount: 2,
      nodes: shirt.variants.map((variant, index) => ({
        id: variant.id,
        sku: variant.sku,
        title: variant.title,
        selectedOptions: variant.selectedOptions,
        available: true,
        stockStatus: "IN_STOCK",
        product: { id: shirt.id },
        price: { amount: index === 0 ? "40.00" : "45.00", currencyCode: "EUR" },
        kwd: { amount: "12.500" },
        jpy: null,
        compareAtPrice: index === 0 ? { minorUnits: 5_000 } : null,
      })),
    },
  });
});

it("finds a variant by id and by SKU", async () => {
  const { id, sku } = shirt.variants[1]!;
  const answer = await ask(
    `query ($id: ID!, $sku: String!) { a: productVariant(id: $id) { sku } b: productVariant(sku: $sku) { id } }`,
    { id, sku },
  );
  expect(answer).toEqual({ a: { sku }, b: { id } });
});

it("answers null for what is unknown, nonsense, a draft or archived, whichever way it is asked for", async () => {
  const answer = await ask(
    `query ($unknown: ID!, $draft: ID!, $archived: ID!, $draftVariant: ID!, $draftSku: String!, $odd: String!) {
      a: product(id: $unknown) { id } b: product(id: $draft) { id } c: product(id: $archived) { id } d: product(id: $odd) { id }
      e: product(handle: "a-draft") { id } f: product(handle: $odd) { id }
      g: productVariant(id: $draftVariant) { id } h: productVariant(sku: $draftSku) { id } i: productVariant(sku: $odd) { id }
      j: category(handle: "none") { id } k: category(id: $odd) { id } l: category(handle: $odd) { id }
    }`
      .replace("product(id: $odd)", 'product(id: "nonsense")')
      .replace("category(id: $odd)", 'category(id: "nonsense")'),
    {
      unknown: newId("prod", now),
      draft: draft.id,
      archived: archived.id,
      draftVariant: draft.variants[0]!.id,
      draftSku: draft.variants[0]!.sku,
      odd: "\u0000 ' \ud800",
    },
  );
  expect(new Set(Object.values(answer))).toEqual(new Set([null]));
});

it.each([
  ["{ product { id } }", "Give exactly one of `id` and `handle`."],
  ['{ product(id: "a", handle: "b") { id } }', "Give exactly one of `id` and `handle`."],
  ["{ productVariant { id } }", "Give exactly one of `id` and `sku`."],
  ["{ category { id } }", "Give exactly one of `id` and `handle`."],
  ["{ products(first: 0) { nodes { id } } }", "`first` and `last` take 1 to 100."],
  ["{ products(first: 101) { nodes { id } } }", "`first` and `last` take 1 to 100."],
  ["{ products(first: 1, last: 1) { nodes { id } } }", "Give exactly one of `first` and `last`."],
  ['{ products(first: 1, after: "nonsense") { nodes { id } } }', "The cursor is not one of this list."],
  ["{ products(sort: RELEVANCE) { nodes { id } } }", "sort: RELEVANCE needs filter.query."],
  [
    '{ products(filter: { price: { min: 9, max: -1 }, query: "%" }) { nodes { id } } }'.replace("%", "x".repeat(201)),
    "filter.query: at most 200 characters. filter.price.max: must not be negative. filter.price: min is above max.",
  ],
])("refuses %s", async (query, message) => {
  const { errors } = await test.graphql(query);
  expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: "BAD_USER_INPUT" } })]);
});

it("refuses a cursor of another order instead of reading it as a place in this one", async () => {
  const { products } = await ask<{ products: List }>("{ products(first: 1, sort: NAME) { pageInfo { endCursor } } }");
  const { errors } = await test.graphql(
    "query ($after: String!) { products(first: 1, after: $after) { nodes { id } } }",
    {
      after: products.pageInfo.endCursor,
    },
  );
  expect(errors).toEqual([expect.objectContaining({ message: "The cursor is not one of this list." })]);
});

it("filters by words, category with those below it, shop, price and choice, and counts only what fits", async () => {
  const list = (filter: string) =>
    ask<{ products: List }>(
      `query ($clothing: ID!, $shop: ID!) { products(filter: ${filter}) { totalCount nodes { handle } }
        category(id: $clothing) { id } _: products(first: 1, filter: { shop: $shop }) { nodes { id } } }`,
      { clothing: clothing.id, shop: shopId },
    ).then(({ products }) => [products.totalCount, products.nodes[0]?.["handle"]]);
  expect(await list('{ query: "LIN shirts" }')).toEqual([1, "linen-shirt"]);
  expect(await list('{ query: "linen trousers" }')).toEqual([0, undefined]);
  expect(await list('{ query: "!" }')).toEqual([0, undefined]);
  expect(await list("{ category: $clothing }")).toEqual([1, "linen-shirt"]);
  expect(await list("{ shop: $shop }")).toEqual([1, "linen-shirt"]);
  expect(await list('{ shop: "nonsense" }')).toEqual([0, undefined]);
  expect(await list("{ price: { min: 4000, max: 4000 } }")).toEqual([1, "linen-shirt"]);
  expect(await list("{ price: { min: 1000, max: 1009 } }")).toEqual([10, fifty[0]!.handle]);
  expect(await list('{ options: [{ name: "size", value: "s" }, { name: "SIZE", value: "XXL" }] }')).toEqual([
    1,
    "linen-shirt",
  ]);
  expect(await list('{ options: [{ name: "Size", value: "S" }, { name: "Colour", value: "Red" }] }')).toEqual([
    0,
    undefined,
  ]);
  expect(await list("{ inStock: true }")).toEqual([51, "linen-shirt"]);
  expect(await list("{ inStock: false }")).toEqual([0, undefined]);
});

it("shows the tree of categories in its order, and what is on sale in each", async () => {
  const { categories } = await ask(
    "{ categories { handle parent { id } children { handle children { handle } products { nodes { handle } } } products(last: 1) { totalCount nodes { handle } } } }",
  );
  expect(categories).toEqual([
    {
      handle: "books",
      parent: null,
      children: [],
      products: { totalCount: 50, nodes: [{ handle: fifty[49]!.handle }] },
    },
    {
      handle: "clothing",
      parent: null,
      children: [{ handle: "shirts", children: [], products: { nodes: [{ handle: "linen-shirt" }] } }],
      products: { totalCount: 1, nodes: [{ handle: "linen-shirt" }] },
    },
  ]);
});

it("costs the same number of database calls for a list of one and a list of fifty", async () => {
  const list = (first: number) => () =>
    ask(
      `query ($first: Int!) { products(first: $first, sort: PRICE) { totalCount nodes { title shop { id } priceRange { min { amount } }
        categories { name } rating { average } reviews(first: 2) { nodes { rating } }
        variants(first: 3) { nodes { sku available stockStatus } } } } }`,
      { first },
    );
  await list(50)(); // from here on the documents are in Redis
  test.forgetMemory();
  expect(await countCalls(list(1))).toEqual({ postgres: 5, mongo: 0, redis: 2 });
  test.forgetMemory();
  expect(await countCalls(list(50))).toEqual({ postgres: 5, mongo: 0, redis: 2 });
  expect(await countCalls(list(50))).toEqual({ postgres: 5, mongo: 0, redis: 0 });
});

it("answers entities of each kind by one look-up, however many, and null for those that are not to be seen", async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Product { title } ... on ProductVariant { sku } ... on Category { name } ... on Shop { products(first: 1) { nodes { title } } } } }`;
  const representations = (products: readonly Product[]) => ({
    of: products.flatMap((product) => [
      { __typename: "Product", id: product.id, status: "ACTIVE" },
      { __typename: "ProductVariant", id: product.variants[0]!.id },
      { __typename: "Category", id: books.id },
      { __typename: "Shop", id: product.shopId },
    ]),
  });
  const unread = Array.from({ length: 51 }, () => makeProduct({ shopId: newId("shop", now) as ShopId }));
  await test.store(unread);
  await ask(query, { of: [{ __typename: "Category", id: books.id }] });
  test.forgetMemory();
  const forOne = await countCalls(() => ask(query, representations(unread.slice(0, 1))));
  test.forgetMemory();
  expect(await countCalls(() => ask(query, representations(unread.slice(1))))).toEqual(forOne);
  // Stock levels and the shops' lists; the products' documents, which Redis did not have; the category, which it had.
  expect(forOne).toEqual({ postgres: 2, mongo: 1, redis: 2 });

  const { _entities } = await ask(query, representations([fifty[7]!, draft]));
  const book = { title: "Book 7" };
  expect(_entities).toEqual([
    book,
    { sku: fifty[7]!.variants[0]!.sku },
    { name: "BOOKS" },
    { products: { nodes: [book] } },
    null,
    null,
    { name: "BOOKS" },
    { products: { nodes: [] } },
  ]);
});

it("pages through a product's variants and reviews, newest review first, with the average to one decimal", async () => {
  const userId = newId("user", now) as UserId;
  const product = makeProduct({
    variants: Array.from({ length: 5 }, (_, index) => makeVariant({ title: `V${index}` })),
  });
  await test.store([product]);
  for (const [index, rating] of [5, 4, 4].entries()) {
    await storeReview(test.database, product, { authorId: userId, rating, createdAt: minutesAgo(index) });
  }
  const query = `query ($id: ID!, $variants: String, $reviews: String) { product(id: $id) {
    rating { average count } variants(first: 2, after: $variants) { nodes { title } pageInfo { hasNextPage endCursor } }
    reviews(first: 2, after: $reviews) { totalCount nodes { rating author { id } } pageInfo { hasNextPage endCursor } } } }`;
  type Answer = { product: { rating: unknown; variants: List; reviews: List } };
  const { product: first } = await ask<Answer>(query, { id: product.id });
  expect(first.rating).toEqual({ average: 4.3, count: 3 });
  expect(first.variants.nodes).toEqual([{ title: "V0" }, { title: "V1" }]);
  expect(first.reviews).toMatchObject({ totalCount: 3, nodes: [{ rating: 5, author: { id: userId } }, { rating: 4 }] });
  const { product: second } = await ask<Answer>(query, {
    id: product.id,
    variants: first.variants.pageInfo.endCursor,
    reviews: first.reviews.pageInfo.endCursor,
  });
  expect(second.variants).toMatchObject({ nodes: [{ title: "V2" }, { title: "V3" }], pageInfo: { hasNextPage: true } });
  expect(second.reviews).toMatchObject({ nodes: [{ rating: 4 }], pageInfo: { hasNextPage: false } });
});
