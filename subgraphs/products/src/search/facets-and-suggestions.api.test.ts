import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countCalls } from "../testing/count-calls.ts";
import { clothing, otherShopId, rain, shopId, startSearchShop } from "../testing/search-shop.ts";

let test: Awaited<ReturnType<typeof startSearchShop>>;
beforeAll(async () => {
  test = await startSearchShop();
});
afterAll(() => test.close());

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
    expect(await test.search('query: "jacket"', FACETS)).toEqual({
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
    const { totalCount, facets } = await test.search<Faceted>(
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

    const byStock = await test.search<Faceted>('query: "jacket", filter: { inStock: false, minRating: 5 }', FACETS);
    expect(byStock.totalCount).toBe(0);
    expect(byStock.facets.inStock).toEqual([]);
    expect(byStock.facets.ratings).toEqual([]);
  });

  // The oracle is the list itself: choosing a value of a facet must find as many products as the facet said.
  it("say how many products choosing a value will find", async () => {
    const { facets } = await test.search<Faceted>(`filter: { category: "${clothing.id}", inStock: true }`, FACETS);
    for (const { key, values } of facets.attributes) {
      for (const { value, count } of values) {
        const chosen = `attributes: [{ key: "${key}", value: "${value}" }]`;
        const found = await test.search(`filter: { category: "${clothing.id}", inStock: true, ${chosen} }`);
        expect([value, found.totalCount]).toEqual([value, count]);
      }
    }
    expect(facets.attributes[0]!.values).toHaveLength(3);
  });

  it("cost four calls with a page of products, once the catalogue is cached", async () => {
    const page = `query: "jacket"`;
    const selection = `edges { cursor score node { title description } highlights { field } } correctedQuery ${FACETS}`;
    await test.search(page, selection);
    test.forgetMemory();
    const { postgres, redis, mongo } = await countCalls(() => test.search(page, selection));
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
