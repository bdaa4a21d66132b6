import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CategoryId, newId, type ShopId } from "#platform/ids/id.ts";
import type { Category } from "../catalogue/category.ts";
import type { Product } from "../catalogue/product.ts";
import { countCalls } from "../testing/count-calls.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const now = new Date("2026-11-20T10:00:00Z");
const shopId = newId("shop", now) as ShopId;
const otherShopId = newId("shop", now) as ShopId;

const makeCategory = (name: string, parent?: Category): Category => ({
  id: newId("cat", now) as CategoryId,
  handle: name.toLowerCase().replaceAll(" ", "-"),
  name,
  description: "",
  parentId: parent?.id ?? null,
  ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
  position: 0,
  attributes: parent
    ? []
    : [{ key: "material", name: "Material", type: "TEXT", unit: null, choices: [], isFilterable: true }],
});
const clothing = makeCategory("Clothing");
const jackets = makeCategory("Jackets", clothing);
const audio = makeCategory("Audio");

interface Sketch {
  title: string;
  description?: string;
  category: Category;
  material?: string;
  colours?: string[];
  eur?: bigint;
  usd?: bigint;
  tags?: string[];
  shop?: ShopId;
}

const make = ({
  title,
  description = "",
  category,
  material,
  colours = [],
  eur,
  usd,
  tags = [],
  shop = shopId,
}: Sketch) =>
  makeProduct({
    title,
    description,
    shopId: shop,
    categoryIds: [category.id],
    tags,
    attributes: material === undefined ? [] : [{ key: "material", value: material }],
    options: colours.length > 0 ? [{ name: "Colour", values: colours }] : [],
    variants: (colours.length > 0 ? colours : [null]).map((colour) =>
      makeVariant({
        selectedOptions: colour === null ? [] : [{ name: "Colour", value: colour }],
        prices: [
          ...(eur === undefined ? [] : [{ currency: "EUR" as const, minor: eur, compareAtMinor: null }]),
          ...(usd === undefined ? [] : [{ currency: "USD" as const, minor: usd, compareAtMinor: null }]),
        ],
      }),
    ),
  });

const rain = make({
  title: "Rain jacket",
  description: "Keeps <b>you</b> dry. A jacket for stories at sea.",
  category: jackets,
  material: "Nylon",
  colours: ["Red", "Blue"],
  eur: 9_000n,
  usd: 12_000n,
  tags: ["Outdoor"],
});
const wool = make({
  title: "Wool jacket",
  category: jackets,
  material: "Wool",
  colours: ["Blue"],
  eur: 15_000n,
  usd: 11_000n,
  tags: ["Outdoor", "Winter"],
});
const denim = make({ title: "Denim jacket", category: jackets, material: "Cotton", eur: 2_000n, shop: otherShopId });
const hanger = make({
  title: "Hanger",
  description: "For a jacket or a coat.",
  category: clothing,
  eur: 500n,
  usd: 700n,
});
const headphones = make({ title: "Headphones", category: audio, eur: 20_000n });
const dearest = [rain, wool, denim, hanger, headphones];

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
  const categories = [clothing, jackets, audio];
  await test.storeCategories(categories);
  await test.store([rain, wool, denim, headphones], { categories });
  await test.store([hanger], { categories, available: 0 });
  await test.database.transaction(({ listings }) =>
    listings.refreshRatings([
      { productId: rain.id, averageTenths: 45, count: 2 },
      { productId: wool.id, averageTenths: 38, count: 9 },
      { productId: denim.id, averageTenths: 45, count: 3 },
    ]),
  );
});
afterAll(() => test.close());

const titlesOf = (nodes: readonly { title: string }[]) => nodes.map(({ title }) => title);

async function search<Answer = { nodes: { title: string }[]; totalCount: number; correctedQuery: string | null }>(
  args: string,
  selection = "nodes { title } totalCount correctedQuery",
): Promise<Answer> {
  const { data, errors } = await test.graphql(`{ search(${args}) { ${selection} } }`);
  expect(errors).toBeUndefined();
  return data!["search"] as Answer;
}

describe("words", () => {
  it("are found in the title before they are found in the description", async () => {
    const { nodes, totalCount, correctedQuery } = await search('query: "jacket"');
    expect(titlesOf(nodes).slice(0, 3).sort()).toEqual(["Denim jacket", "Rain jacket", "Wool jacket"]);
    expect([nodes[3]!.title, totalCount, correctedQuery]).toEqual(["Hanger", 4, null]);
  });

  it.each([
    ["by their beginning", "rai jac", "Rain jacket"],
    ["in the plural", "headphones", "Headphones"],
    ["in the singular", "headphone", "Headphones"],
    ["by the stem of another form", "story", "Rain jacket"],
    ["without case and accents", "WÓOL", "Wool jacket"],
    ["as a tag", "winter", "Wool jacket"],
    ["as an attribute", "nylon", "Rain jacket"],
  ])("are found %s", async (_, query, title) => {
    expect(titlesOf((await search(`query: "${query}"`)).nodes)).toEqual([title]);
  });

  it.each([
    ["hedphones", "headphones", ["Headphones"]],
    ["rain jaket", "rain jacket", ["Rain jacket"]],
    ["heaphone", "headphones", ["Headphones"]],
  ])("that are mistyped find what was meant, and say so: %s", async (typed, corrected, titles) => {
    const { nodes, correctedQuery, totalCount } = await search(`query: "${typed}"`);
    expect([correctedQuery, titlesOf(nodes), totalCount]).toEqual([corrected, titles, titles.length]);
  });

  it("that exist are never replaced, even where together they find nothing", async () => {
    expect(await search('query: "wool headphones"')).toEqual({ nodes: [], totalCount: 0, correctedQuery: null });
    expect(await search(`query: "wool", filter: { category: "${audio.id}" }`)).toMatchObject({
      nodes: [],
      correctedQuery: null,
    });
  });

  it("that nothing resembles find nothing", async () => {
    expect(await search('query: "xqzvkw"')).toEqual({ nodes: [], totalCount: 0, correctedQuery: null });
  });

  it("that are mistyped lead through the same pages", async () => {
    interface Page {
      nodes: { title: string }[];
      correctedQuery: string;
      pageInfo: { endCursor: string; hasNextPage: boolean };
    }
    const seen: string[] = [];
    for (let after = "", hasNextPage = true; hasNextPage;) {
      const page = await search<Page>(
        `query: "jakcet", first: 2${after}`,
        "nodes { title } correctedQuery pageInfo { endCursor hasNextPage }",
      );
      expect(page.correctedQuery).toBe("jacket");
      seen.push(...titlesOf(page.nodes));
      after = `, after: "${page.pageInfo.endCursor}"`;
      hasNextPage = page.pageInfo.hasNextPage;
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
  });

  it("are marked in parts of plain text, whatever the data", async () => {
    interface Marked {
      edges: { score: number; highlights: { field: string; parts: { text: string; isMatch: boolean }[] }[] }[];
    }
    const { edges } = await search<Marked>(
      'query: "rain jackets"',
      "edges { score highlights { field parts { text isMatch } } }",
    );
    expect(edges).toHaveLength(1);
    expect(edges[0]!.score).toBeGreaterThan(0);
    expect(edges[0]!.highlights).toEqual([
      {
        field: "title",
        parts: [
          { text: "Rain", isMatch: true },
          { text: " ", isMatch: false },
          { text: "jacket", isMatch: true },
        ],
      },
      {
        field: "description",
        parts: [
          { text: "Keeps <b>you</b> dry. A ", isMatch: false },
          { text: "jacket", isMatch: true },
          { text: " for stories at sea.", isMatch: false },
        ],
      },
    ]);
  });
});

describe("filters and orders", () => {
  it.each([
    ["an attribute", 'attributes: [{ key: "Material", value: "wool" }]', ["Wool jacket"]],
    [
      "either of two values",
      'attributes: [{ key: "material", value: "wool" }, { key: "material", value: "nylon" }]',
      ["Rain jacket", "Wool jacket"],
    ],
    ["all tags", 'tags: ["outdoor", "WINTER"]', ["Wool jacket"]],
    ["a least rating", "minRating: 4.5", ["Denim jacket", "Rain jacket"]],
    ["a price in another currency", "price: { max: 11999, currencyCode: USD }", ["Hanger", "Wool jacket"]],
    ["being sold in a currency", "price: { currencyCode: USD }", ["Hanger", "Rain jacket", "Wool jacket"]],
    ["stock", "inStock: false", ["Hanger"]],
  ])("narrow the list and its count by %s", async (_, filter, titles) => {
    const listed = await test.graphql(`{ products(filter: { ${filter} }, sort: NAME) { nodes { title } totalCount } }`);
    expect(listed.data).toEqual({ products: { nodes: titles.map((title) => ({ title })), totalCount: titles.length } });
    const found = await search(`filter: { ${filter} }, sort: NAME`);
    expect([titlesOf(found.nodes), found.totalCount]).toEqual([titles, titles.length]);
  });

  it.each([
    ["RATING", ["Denim jacket", "Rain jacket", "Wool jacket"]],
    ["PRICE", ["Denim jacket", "Rain jacket", "Wool jacket"]],
    ["PRICE, reverse: true", ["Wool jacket", "Rain jacket", "Denim jacket"]],
  ])("order by %s", async (sort, titles) => {
    expect(titlesOf((await search(`filter: { category: "${jackets.id}" }, sort: ${sort}`)).nodes)).toEqual(titles);
  });

  it("order by the price in the shopper's currency, page by page, and refuse the cursor of another currency", async () => {
    const byPrice = (currency: string, after: string | null) =>
      test.graphql(
        `query ($after: String) { products(first: 1, after: $after, sort: PRICE, filter: { price: { currencyCode: ${currency} } }) {
          nodes { title } pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
    interface Listed {
      products: { nodes: { title: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { products } = (await byPrice("USD", after)).data as unknown as Listed;
      seen.push(...titlesOf(products.nodes));
      after = products.pageInfo.endCursor;
      more = products.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(["Hanger", "Wool jacket", "Rain jacket"]);
    expect((await byPrice("EUR", after)).errors?.[0]?.message).toBe("The cursor is not one of this list.");
  });
});

const FACETS = `totalCount facets {
  isExact categories { category { name } count } shops { shop { id } count } prices { min { minorUnits currencyCode } max { minorUnits } count }
  ratings { min count } inStock { value count } options { name values { value count } } attributes { key name values { value count } } }`;

interface Faceted {
  totalCount: number;
  facets: {
    categories: { category: { name: string }; count: number }[];
    inStock: { value: boolean; count: number }[];
    options: { name: string; values: { value: string; count: number }[] }[];
    attributes: { key: string; name: string; values: { value: string; count: number }[] }[];
    ratings: { min: number; count: number }[];
  };
}

describe("facets", () => {
  it("count what was found by everything that it can be narrowed by", async () => {
    expect(await search('query: "jacket"', FACETS)).toEqual({
      totalCount: 4,
      facets: {
        isExact: true,
        categories: expect.arrayContaining([
          { category: { name: "Clothing" }, count: 4 },
          { category: { name: "Jackets" }, count: 3 },
        ]) as unknown,
        shops: [
          { shop: { id: shopId }, count: 3 },
          { shop: { id: otherShopId }, count: 1 },
        ],
        prices: [
          { min: { minorUnits: 0, currencyCode: "EUR" }, max: { minorUnits: 999 }, count: 1 },
          { min: { minorUnits: 1_000, currencyCode: "EUR" }, max: { minorUnits: 2_499 }, count: 1 },
          { min: { minorUnits: 5_000, currencyCode: "EUR" }, max: { minorUnits: 9_999 }, count: 1 },
          { min: { minorUnits: 10_000, currencyCode: "EUR" }, max: { minorUnits: 24_999 }, count: 1 },
        ],
        ratings: [
          { min: 4, count: 2 },
          { min: 3, count: 3 },
          { min: 2, count: 3 },
          { min: 1, count: 3 },
        ],
        inStock: [
          { value: true, count: 3 },
          { value: false, count: 1 },
        ],
        options: [
          {
            name: "Colour",
            values: [
              { value: "Blue", count: 2 },
              { value: "Red", count: 1 },
            ],
          },
        ],
        attributes: [
          {
            key: "material",
            name: "Material",
            values: [
              { value: "Cotton", count: 1 },
              { value: "Nylon", count: 1 },
              { value: "Wool", count: 1 },
            ],
          },
        ],
      },
    });
  });

  it("respect all filters but their own", async () => {
    const { totalCount, facets } = await search<Faceted>(
      `query: "jacket", filter: { attributes: [{ key: "material", value: "Wool" }], options: [{ name: "Colour", value: "Blue" }] }`,
      FACETS,
    );
    expect(totalCount).toBe(1);
    // Of what is blue: wool and nylon. Of what is wool: blue.
    expect(facets.attributes[0]!.values).toEqual([
      { value: "Nylon", count: 1 },
      { value: "Wool", count: 1 },
    ]);
    expect(facets.options[0]!.values).toEqual([{ value: "Blue", count: 1 }]);
    expect(facets.inStock).toEqual([{ value: true, count: 1 }]);
    expect(facets.categories.map(({ count }) => count)).toEqual([1, 1]);

    const byStock = await search<Faceted>('query: "jacket", filter: { inStock: false, minRating: 5 }', FACETS);
    expect(byStock.totalCount).toBe(0);
    expect(byStock.facets.inStock).toEqual([]);
    expect(byStock.facets.ratings).toEqual([]);
  });

  // The oracle is the list itself: choosing a value of a facet must find as many products as the facet said.
  it("say how many products choosing a value will find", async () => {
    const { facets } = await search<Faceted>(`filter: { category: "${clothing.id}", inStock: true }`, FACETS);
    for (const { key, values } of facets.attributes) {
      for (const { value, count } of values) {
        const chosen = `attributes: [{ key: "${key}", value: "${value}" }]`;
        const found = await search(`filter: { category: "${clothing.id}", inStock: true, ${chosen} }`);
        expect([value, found.totalCount]).toEqual([value, count]);
      }
    }
    expect(facets.attributes[0]!.values).toHaveLength(3);
  });

  it("cost four calls with a page of products, once the catalogue is cached", async () => {
    const page = `query: "jacket"`;
    const selection = `edges { cursor score node { title description } highlights { field } } correctedQuery ${FACETS}`;
    await search(page, selection);
    test.forgetMemory();
    const { postgres, redis, mongo } = await countCalls(() => search(page, selection));
    expect({ postgres, redis, mongo }).toEqual({ postgres: 2, redis: 2, mongo: 0 });
  });
});

interface Suggestions {
  terms: string[];
  products: { id: string; title: string; handle: string }[];
  categories: { name: string }[];
}

async function suggest(query: string, first = 5): Promise<Suggestions> {
  const { data, errors } = await test.graphql(
    "query ($query: String!, $first: Int) { searchSuggestions(query: $query, first: $first) { terms products { id title handle } categories { name } } }",
    { query, first },
  );
  expect(errors).toBeUndefined();
  return data!["searchSuggestions"] as Suggestions;
}

describe("suggestions", () => {
  it("complete the last word, and name products and categories", async () => {
    const { terms, products, categories } = await suggest("rain JAC");
    expect(terms).toEqual(["rain jacket", "rain jackets"]);
    expect(products).toEqual([{ id: rain.id, title: rain.title, handle: rain.handle }]);
    expect(categories).toEqual([]);
    expect((await suggest("jac")).categories).toEqual([{ name: "Jackets" }]);
  });

  it("are at most as many as asked for, and none for nothing", async () => {
    expect((await suggest("j", 2)).products).toHaveLength(2);
    expect(await suggest(" %_\\ ")).toEqual({ terms: [], products: [], categories: [] });
  });

  it.each([
    ["first: 0", "first: takes 1 to 10."],
    ["first: 11", "first: takes 1 to 10."],
  ])("are refused with %s", async (args, message) => {
    const { errors } = await test.graphql(`{ searchSuggestions(query: "a", ${args}) { terms } }`);
    expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: "BAD_USER_INPUT" } })]);
  });
});

const byTitle = (products: readonly Product[]) => products.map(({ title }) => title).sort();

it("finds everything without words, and follows a product that leaves the lists and comes back changed", async () => {
  expect(titlesOf((await search("sort: NAME")).nodes)).toEqual(byTitle(dearest));
  const changed = { ...denim, title: "Canvas coat", variants: [makeVariant({ prices: [] })] };
  await test.database.transaction(({ listings }) => listings.remove([denim.id]));
  expect((await search('query: "denim"')).nodes).toEqual([]);
  await test.store([{ ...changed, id: newId("prod", now), handle: "canvas-coat" }], {
    categories: [clothing, jackets],
  });
  expect(titlesOf((await search('query: "canvas"')).nodes)).toEqual(["Canvas coat"]);
});

it.each([
  ['query: "a", filter: { query: "b" }', "filter.query: give `query` alone."],
  [`query: "${"x".repeat(201)}"`, "filter.query: at most 200 characters."],
  ['query: "a", filter: { minRating: 5.1 }', "filter.minRating: 0 to 5."],
  ["first: 101", "`first` and `last` take 1 to 100."],
])("refuses %s", async (args, message) => {
  const { errors } = await test.graphql(`{ search(${args}) { totalCount } }`);
  expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: "BAD_USER_INPUT" } })]);
});
