import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, print } from "graphql";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { PAGE_SIZE, type Shop } from "./survey-shop.ts";

const MAX_TERMS = 100;
const MIN_TERM_LENGTH = 4;

/** One request for each word that titles have: common ones and rare ones as the shop has them. */
export function searchRequests(shop: Shop): Buffer[] {
  const document = readOperation("SearchList");
  return termsOf(shop).map((query) => encode(document, { query, first: PAGE_SIZE }));
}

/** The same with all facets, every second one narrowed down by stock and price. */
export function facetRequests(shop: Shop): Buffer[] {
  const document = readOperation("SearchPage");
  return termsOf(shop).map((query, index) =>
    encode(document, {
      query,
      first: PAGE_SIZE,
      currencyCode: "EUR",
      filter: index % 2 === 0 ? null : { inStock: true, price: { min: 1_000, max: 100_000 } },
    }),
  );
}

const termsOf = ({ handles }: Shop): string[] =>
  [...new Set(handles.flatMap((handle) => handle.split("-")))]
    .filter((word) => word.length >= MIN_TERM_LENGTH && !/\d/.test(word))
    .slice(0, MAX_TERMS);

const encode = (query: string, variables: object): Buffer => Buffer.from(JSON.stringify({ query, variables }));

/** As the storefront has it, from the file that its client is made from. */
function readOperation(name: string): string {
  const file = join(PROJECT_FOLDER, "schema/operations/search.graphql");
  const operation = parse(readFileSync(file, "utf8")).definitions.find(
    (node) => node.kind === "OperationDefinition" && node.name?.value === name,
  );
  if (!operation) throw new Error(`${file} has no operation ${name}`);
  return print(operation);
}
