import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { countCalls } from "../testing/count-calls.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor } from "../testing/product-editor.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const [shopId, otherId] = [newId("shop", new Date()), newId("shop", new Date())];
const merchant = {
  ...memberOf(shopId),
  memberships: [shopId, otherId].map((id) => ({ shopId: id, roles: ["CATALOG"] as const })),
};

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(() => test.close());

const LIST = `query ($of: [_Any!]!, $first: Int!, $after: String, $status: ProductStatus) {
  _entities(representations: $of) { ... on Shop {
    products(first: $first, after: $after, status: $status) {
      totalCount nodes { title status } pageInfo { hasNextPage endCursor } } } } }`;
interface List {
  totalCount: number;
  nodes: { title: string; status: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
async function list(variables: Record<string, unknown>, viewer: Viewer = merchant, ids = [shopId]): Promise<List[]> {
  const of = ids.map((id) => ({ __typename: "Shop", id }));
  const { data, errors } = await test.graphql(LIST, { of, first: 10, ...variables }, { viewer });
  expect(errors).toBeUndefined();
  return (data!["_entities"] as { products: List }[]).map(({ products }) => products);
}
const titles = ({ nodes }: List) => nodes.map(({ title }) => title);

it("lists drafts and archived products to those who keep the catalogue, page by page, and to nobody else", async () => {
  const edit = createProductEditor(test, merchant);
  for (const title of ["One", "Two", "Three"]) await edit("productCreate", { shopId, title });
  await edit("productCreate", { shopId: otherId, title: "Elsewhere" });
  const { product } = await edit("productCreate", { shopId, title: "Old" });
  await edit("productArchive", { productId: product!.id });

  const [first] = await list({ first: 2, status: "DRAFT" });
  expect(titles(first!)).toEqual(["Three", "Two"]);
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  const [second] = await list({ status: "DRAFT", after: first!.pageInfo.endCursor });
  expect(titles(second!)).toEqual(["One"]);
  expect((await list({ status: "ARCHIVED" })).map(titles)).toEqual([["Old"]]);
  expect((await list({})).map(titles)).toEqual([[]]);

  for (const viewer of [GUEST, memberOf(shopId, ["FULFILLMENT"]), memberOf(otherId)])
    expect(await list({ status: "DRAFT" }, viewer)).toMatchObject([{ totalCount: 0, nodes: [] }]);
});

it("reads the drafts of several shops by one statement, and refuses other orders", async () => {
  const drafts = (ids: (typeof shopId)[]) => async () => {
    expect((await list({ status: "DRAFT" }, merchant, ids)).flatMap(titles)).toContain("Three");
  };
  await drafts([shopId, otherId])();
  const { postgres } = await countCalls(drafts([shopId]));
  expect(postgres).toBe(2); // the page and the count
  const both = await countCalls(drafts([shopId, otherId]));
  expect(both.postgres).toBe(3); // one page, two counts
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Shop {
    products(first: 1, status: DRAFT, sort: NAME) { nodes { id } } } } }`;
  const { errors } = await test.graphql(query, { of: [{ __typename: "Shop", id: shopId }] }, { viewer: merchant });
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
});
