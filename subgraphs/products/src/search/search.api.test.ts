import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import { makeVariant } from "../testing/make-product.ts";
import {
  audio,
  clothing,
  denim,
  hanger,
  headphones,
  jackets,
  rain,
  startSearchShop,
  wool,
} from "../testing/search-shop.ts";

let test: Awaited<ReturnType<typeof startSearchShop>>;
beforeAll(async () => {
  test = await startSearchShop();
});
afterAll(() => test.close());

const titlesOf = (nodes: readonly { title: string }[]) => nodes.map(({ title }) => title);

describe("words", () => {
  it("are found in the title before they are found in the description", async () => {
    const { nodes, totalCount, correctedQuery } = await test.search('query: "jacket"');
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
    expect(titlesOf((await test.search(`query: "${query}"`)).nodes)).toEqual([title]);
  });

  it.each([
    ["hedphones", "headphones", ["Headphones"]],
    ["rain jaket", "rain jacket", ["Rain jacket"]],
    ["heaphone", "headphones", ["Headphones"]],
  ])("that are mistyped find what was meant, and say so: %s", async (typed, corrected, titles) => {
    const { nodes, correctedQuery, totalCount } = await test.search(`query: "${typed}"`);
    expect([correctedQuery, titlesOf(nodes), totalCount]).toEqual([corrected, titles, titles.length]);
  });

  it("that exist are never replaced, even where together they find nothing", async () => {
    expect(await test.search('query: "wool headphones"')).toEqual({ nodes: [], totalCount: 0, correctedQuery: null });
    expect(await test.search(`query: "wool", filter: { category: "${audio.id}" }`)).toMatchObject({
      nodes: [],
      correctedQuery: null,
    });
  });

  it("that nothing resembles find nothing", async () => {
    expect(await test.search('query: "xqzvkw"')).toEqual({ nodes: [], totalCount: 0, correctedQuery: null });
  });

  it("that are mistyped lead through the same pages", async () => {
    interface Page {
      nodes: { title: string }[];
      correctedQuery: string;
      pageInfo: { endCursor: string; hasNextPage: boolean };
    }
    const seen: string[] = [];
    for (let after = "", hasNextPage = true; hasNextPage;) {
      const page = await test.search<Page>(
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
    const { edges } = await test.search<Marked>(
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
    const found = await test.search(`filter: { ${filter} }, sort: NAME`);
    expect([titlesOf(found.nodes), found.totalCount]).toEqual([titles, titles.length]);
  });

  it.each([
    ["RATING", ["Denim jacket", "Rain jacket", "Wool jacket"]],
    ["PRICE", ["Denim jacket", "Rain jacket", "Wool jacket"]],
    ["PRICE, reverse: true", ["Wool jacket", "Rain jacket", "Denim jacket"]],
  ])("order by %s", async (sort, titles) => {
    expect(titlesOf((await test.search(`filter: { category: "${jackets.id}" }, sort: ${sort}`)).nodes)).toEqual(titles);
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

const byTitle = (products: readonly Product[]) => products.map(({ title }) => title).sort();

it("finds everything without words, and follows a product that leaves the lists and comes back changed", async () => {
  expect(titlesOf((await test.search("sort: NAME")).nodes)).toEqual(byTitle([rain, wool, denim, hanger, headphones]));
  const changed = { ...denim, title: "Canvas coat", variants: [makeVariant({ prices: [] })] };
  await test.database.transaction(({ listings }) => listings.remove([denim.id]));
  expect((await test.search('query: "denim"')).nodes).toEqual([]);
  await test.store([{ ...changed, id: newId("prod", new Date()), handle: "canvas-coat" }], {
    categories: [clothing, jackets],
  });
  expect(titlesOf((await test.search('query: "canvas"')).nodes)).toEqual(["Canvas coat"]);
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
