import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { newId } from "#platform/ids/id.ts";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: RunningJobs | undefined;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(async () => {
  await worker?.stop();
  await test.close();
});

const FIND = `query ($id: ID!, $handle: String!, $shopId: ID!) {
  byId: product(id: $id) { id }
  byHandle: product(handle: $handle) { id }
  products(first: 10, filter: { shop: $shopId }) { nodes { id } }
}`;
const FOR_SALE = "query ($ids: [ID!]!) { variantsForSale(ids: $ids, currencyCode: EUR) { id } }";

it("a closed shop's products leave the lists at once, and soon are nowhere to be found or bought; others stay", async () => {
  const [closing, other] = [newId("shop", new Date()), newId("shop", new Date())];
  const [mug, draft, plant] = [
    makeProduct({ shopId: closing }),
    makeProduct({ shopId: closing, status: "DRAFT" }),
    makeProduct({ shopId: other }),
  ];
  await test.store([mug, draft, plant]);
  const find = async ({ id, handle, shopId }: typeof mug) =>
    (await test.graphql(FIND, { id, handle, shopId })).data as Record<string, unknown>;
  const forSale = async () => {
    const ids = [mug, plant].map(({ variants }) => variants[0]!.id);
    const { data } = await test.graphql(FOR_SALE, { ids }, { caller: "carts" });
    return (data!["variantsForSale"] as { id: string }[]).map(({ id }) => id);
  };
  const shown = ({ id }: typeof mug) => ({ byId: { id }, byHandle: { id }, products: { nodes: [{ id }] } });
  expect(await find(mug)).toEqual(shown(mug));
  expect(await forSale()).toHaveLength(2);

  const closed = { name: "accounts.shop-closed.v1", payload: { shopId: closing }, id: "evt_closed" };
  await test.deliver(closed);
  await test.deliver(closed);

  expect(await find(mug)).toEqual({ byId: { id: mug.id }, byHandle: { id: mug.id }, products: { nodes: [] } });
  worker = await test.subgraph.startWorker();
  await expect
    .poll(() => find(mug), { timeout: 15_000 })
    .toEqual({ byId: null, byHandle: null, products: { nodes: [] } });
  expect(await forSale()).toEqual([plant.variants[0]!.id]);
  expect(await find(plant)).toEqual(shown(plant));
  const stored = await test.documents.findByIds([mug.id, draft.id, plant.id]);
  expect([mug, draft, plant].map(({ id }) => [stored.get(id)!.status, stored.get(id)!.version])).toEqual([
    ["ARCHIVED", mug.version + 1],
    ["ARCHIVED", draft.version + 1],
    ["ACTIVE", plant.version],
  ]);
});
