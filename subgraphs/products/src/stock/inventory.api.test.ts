import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { readVariantEvents } from "../testing/read-movements.ts";
import { personOf, shopNumber, startInventory } from "../testing/start-inventory.ts";

const now = new Date();
let test: Awaited<ReturnType<typeof startInventory>>;
let shopId: ShopId;
let shops = 0;
beforeAll(async () => {
  test = await startInventory();
});
afterAll(() => test.close());
beforeEach(() => {
  shopId = shopNumber(++shops);
});

const INVENTORY = `variantId sku available reserved onHand sold lowStockThreshold stockStatus`;
const VARIANT = `query ($id: ID!, $first: Int, $after: String) { productVariant(id: $id) { available stockStatus inventory {
  ${INVENTORY} movements(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
    reason availableDelta reservedDelta soldDelta reference note actor { id } } } } } }`;
interface VariantAnswer {
  stockStatus: string;
  inventory: {
    movements: {
      totalCount: number;
      nodes: { reason: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  } | null;
}
const variantAs = async (viewer: Viewer, id: string, page: object = { first: 10 }) => {
  const { data, errors } = await test.graphql(VARIANT, { id, ...page }, { viewer });
  expect(errors).toBeUndefined();
  return data!["productVariant"] as VariantAnswer;
};

it("shows exact stock and its history, newest first and page by page, to members alone", async () => {
  const { variantId } = await test.storeProduct(shopId, 4);
  const member = personOf(shopId, ["CATALOG"]);
  const { adjustment } = await test.adjust(member, [{ variantId, delta: -1 }], { reason: "DAMAGED", note: "Wet" });

  const seen = await variantAs(member, variantId, { first: 1 });
  expect(seen).toMatchObject({
    available: true,
    stockStatus: "LOW_STOCK",
    inventory: {
      ...{ variantId, available: 3, reserved: 0, onHand: 3, sold: 0, lowStockThreshold: 5, stockStatus: "LOW_STOCK" },
      movements: {
        totalCount: 2,
        nodes: [
          {
            ...{ reason: "DAMAGED", availableDelta: -1, reservedDelta: 0, soldDelta: 0, note: "Wet" },
            ...{ reference: adjustment!.id, actor: { id: member.userId } },
          },
        ],
        pageInfo: { hasNextPage: true },
      },
    },
  });
  const after = seen.inventory!.movements.pageInfo.endCursor;
  const rest = await variantAs(personOf(shopId, ["FULFILLMENT"]), variantId, { first: 5, after });
  expect(rest.inventory!.movements).toMatchObject({
    nodes: [{ reason: "INITIAL", availableDelta: 4, actor: null, reference: null }],
    pageInfo: { hasNextPage: false },
  });
  for (const viewer of [GUEST, personOf(shopNumber(252), ["OWNER"])]) {
    expect(await variantAs(viewer, variantId)).toEqual({ available: true, stockStatus: "LOW_STOCK", inventory: null });
  }
});

const LIST = `query ($shop: ID!, $filter: InventoryFilter, $first: Int, $after: String, $last: Int, $before: String) {
  inventory(shop: $shop, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { ${INVENTORY} title variant { id } movements(first: 1) { nodes { reason } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
interface Listed {
  totalCount: number;
  nodes: { variantId: string; available: number; variant: { id: string } | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string; startCursor: string };
}
const list = async (variables: object, viewer: Viewer = personOf(shopId, ["CATALOG"])) => {
  const { data, errors } = await test.graphql(LIST, { shop: shopId, ...variables }, { viewer });
  expect(errors).toBeUndefined();
  return data!["inventory"] as Listed | null;
};

it("lists what a shop stocks, in pages and filtered, drafts included, to its members alone", async () => {
  const { variantIds } = await test.storeProduct(shopId, 9, 5);
  const draft = await test.storeProduct(shopId, 2, 1, { status: "DRAFT" });
  await test.adjust(personOf(shopId, ["CATALOG"]), [
    { variantId: variantIds[0], setTo: 0 },
    { variantId: variantIds[1], setTo: 5 },
  ]);
  const all = [...variantIds, draft.variantId].sort();

  const walked: string[] = [];
  for (let after: string | undefined; ;) {
    const page = (await list({ first: 2, ...(after ? { after } : {}) }))!;
    expect(page.totalCount).toBe(6);
    walked.push(...page.nodes.map(({ variantId }) => variantId));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect(walked).toEqual(all);
  expect((await list({ last: 2 }))!.nodes.map(({ variantId }) => variantId)).toEqual(all.slice(-2));

  const low = (await list({ first: 10, filter: "LOW" }))!;
  expect(new Set(low.nodes.map(({ variantId }) => variantId))).toEqual(new Set([variantIds[1], draft.variantId]));
  expect(low.totalCount).toBe(2);
  const out = (await list({ first: 10, filter: "OUT" }))!;
  expect(out.nodes).toMatchObject([{ variantId: variantIds[0], available: 0, variant: { id: variantIds[0] } }]);
  expect(low.nodes.find(({ variantId }) => variantId === draft.variantId)!.variant).toEqual({ id: draft.variantId });

  for (const viewer of [GUEST, personOf(shopNumber(253), ["OWNER"])]) {
    expect(await list({ first: 10 }, viewer)).toBeNull();
  }
  const foreign = await test.graphql(
    LIST,
    { shop: shopId, first: 1, after: "WzFd" },
    { viewer: personOf(shopId, ["OWNER"]) },
  );
  expect(foreign.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
});

it("reads a page of stock with histories by as many statements for fifty as for one", async () => {
  await test.storeProduct(shopId, 3, 50);
  const costOf = (first: number) => countQueries(test.databaseUrl, () => list({ first }));
  await list({ first: 50 });
  expect(await costOf(50)).toBe(await costOf(1));
});

const THRESHOLD = `mutation ($input: InventoryThresholdSetInput!) { inventoryThresholdSet(input: $input) {
  inventory { available lowStockThreshold stockStatus } userErrors { code field } } }`;
const setThreshold = async (viewer: Viewer, input: object) => {
  const { data, errors } = await test.graphql(THRESHOLD, { input }, { viewer });
  expect(errors).toBeUndefined();
  return data!["inventoryThresholdSet"];
};

it("lets a shop say when a variant is low: shoppers see it, and it is told once", async () => {
  const { variantId } = await test.storeProduct(shopId, 9);
  const member = personOf(shopId, ["CATALOG"]);
  const low = () => readVariantEvents(test.pool, "products.low-stock.v1", variantId);

  const set = { inventory: { available: 9, lowStockThreshold: 9, stockStatus: "LOW_STOCK" }, userErrors: [] };
  expect(await setThreshold(member, { variantId, lowStockThreshold: 9 })).toEqual(set);
  expect(await setThreshold(member, { variantId, lowStockThreshold: 9 })).toEqual(set);
  expect(await low()).toMatchObject([{ available: 9, threshold: 9 }]);
  await setThreshold(member, { variantId, lowStockThreshold: 20 });
  expect(await low()).toHaveLength(1);
  expect(await variantAs(GUEST, variantId)).toMatchObject({ stockStatus: "LOW_STOCK" });
  expect(await setThreshold(member, { variantId })).toMatchObject({ inventory: { lowStockThreshold: 5 } });

  const before = await test.written();
  expect(await setThreshold(member, { variantId: newId("var", now), lowStockThreshold: -1 })).toEqual({
    inventory: null,
    userErrors: [
      { code: "NOT_FOUND", field: ["variantId"] },
      { code: "QUANTITY_OUT_OF_RANGE", field: ["lowStockThreshold"] },
    ],
  });
  for (const viewer of [personOf(shopId, ["FULFILLMENT"]), personOf(shopNumber(254), ["OWNER"])]) {
    expect(await setThreshold(viewer, { variantId, lowStockThreshold: 1 })).toEqual({
      inventory: null,
      userErrors: [{ code: "NOT_FOUND", field: ["variantId"] }],
    });
  }
  expect(await test.written()).toEqual(before);
});
