import { afterAll, beforeAll, expect, it } from "vitest";
import { startSearchShop } from "../testing/search-shop.ts";

let test: Awaited<ReturnType<typeof startSearchShop>>;
beforeAll(async () => {
  test = await startSearchShop();
});
afterAll(() => test.close());

/** What may mean something to a query language, to a pattern, to a terminal, or to whoever cuts strings at the wrong place. */
// prettier-ignore
const PIECES = [
  "jacket", "jaket", "a", "the", "%", "_", "\\", "'", '"', "`", "&", "|", "!", "(", ")", "<->", ":*", ":A", "*", "?", "[", "]", "{", "}", "^", "$",
  ";", "--", "/*", "*/", "\u0000", "\n", "\t", "\r", "\u200f", "\u202e", "\ufeff", "\ud800", "\udc00", "😀", "👩‍👩‍👧", "é", "e\u0301", "ß", "İ", "ﷺ",
  "日本", "½", "²", "ʰ", "ـ", "٣", "(a+)+$", "' OR 1=1 --", "{{7*7}}", "${x}", "<script>", "../", "NULL", "NaN", "1e309", "0x1", "-1", " ",
];

/** The same numbers every time. @see Park and Miller, Random number generators, CACM 31 (1988). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

const random = createRandom(20_261_125);
const strings = Array.from({ length: 300 }, () =>
  Array.from({ length: 1 + random(12) }, () => PIECES[random(PIECES.length)]!.repeat(random(20) === 0 ? 30 : 1)).join(
    random(2) === 0 ? "" : " ",
  ),
);

const ASK = `query ($query: String!) {
  search(query: $query, first: 5) { totalCount correctedQuery edges { score highlights { field parts { text } } } facets { isExact } }
  products(first: 5, filter: { query: $query }) { totalCount nodes { id } }
  searchSuggestions(query: $query, first: 10) { terms products { id } categories { id } }
  filtered: products(first: 1, filter: { tags: [$query], attributes: [{ key: $query, value: $query }], options: [{ name: $query, value: $query }] }) { nodes { id } }
}`;

async function judge(query: string): Promise<"answered" | "refused"> {
  const { data, errors = [] } = await test.graphql(ASK, { query });
  const codes = errors.map(({ extensions }) => extensions?.["code"]);
  expect([query, codes.filter((code) => code !== "BAD_USER_INPUT")]).toEqual([query, []]);
  // That it is too long for one of the four is the only reason to refuse.
  if (query.trim().length <= 100) expect([query, codes, data?.["search"] !== null]).toEqual([query, [], true]);
  return codes.length > 0 ? "refused" : "answered";
}

it("answers or refuses with a reason whatever is typed, and never fails", async () => {
  const outcomes = new Set<string>();
  for (let from = 0; from < strings.length; from += 10) {
    for (const outcome of await Promise.all(strings.slice(from, from + 10).map(judge))) outcomes.add(outcome);
  }
  expect([...outcomes].sort()).toEqual(["answered", "refused"]);
}, 120_000);

it.each([
  ["nothing but signs", "%%% ___ \\\\ '\"'"],
  ["nothing but spaces of all kinds", "\u2003\u00a0\u200f"],
  ["a text of 200 letters", "x".repeat(200)],
])("finds nothing for %s, or everything when nothing was typed", async (_, query) => {
  const { data, errors } = await test.graphql(ASK, { query });
  expect(errors?.filter(({ path }) => path?.[0] !== "filtered") ?? []).toEqual([]);
  const { search, products } = data as { search: { totalCount: number }; products: { totalCount: number } };
  expect(search.totalCount).toBe(products.totalCount);
});

it("refuses 10 kB with a reason", async () => {
  const { errors } = await test.graphql(ASK, { query: "jacket ".repeat(1_500) });
  expect(errors).toHaveLength(4);
  expect(new Set(errors!.map(({ extensions }) => extensions?.["code"]))).toEqual(new Set(["BAD_USER_INPUT"]));
});
