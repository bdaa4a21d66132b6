import { afterAll, beforeAll, expect, it } from "vitest";
import { type CategoryId, newId } from "#platform/ids/id.ts";
import { countCalls } from "../testing/count-calls.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor } from "../testing/product-editor.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import type { AttributeDefinition } from "./attribute.ts";
import type { Category } from "./category.ts";

const now = new Date();
const shopId = newId("shop", now);
const merchant = memberOf(shopId);
const attribute: AttributeDefinition = {
  key: "material",
  name: "Material",
  type: "TEXT",
  unit: null,
  choices: [],
  isFilterable: false,
};
const aCategory = (handle: string, parent: Category | null, attributes: AttributeDefinition[] = []): Category => ({
  id: newId("cat", now),
  handle,
  name: handle,
  description: "",
  parentId: parent?.id ?? null,
  ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
  position: 0,
  attributes,
  shopId: null,
  version: 1,
});
const home = aCategory("home", null, [attribute]);
const kitchen = aCategory("kitchen", home);
const cups = aCategory("cups", kitchen, [{ ...attribute, key: "volume", name: "Volume", type: "NUMBER", unit: "ml" }]);
const gifts = aCategory("gifts", null);

const products = Array.from({ length: 20 }, (_, index) =>
  makeProduct({
    shopId,
    title: `Cup ${index}`,
    handle: `cup-${index}`,
    categoryIds: [cups.id, gifts.id],
    tags: ["handmade"],
    attributes: [
      { key: "volume", value: 250 },
      { key: "material", value: "Clay" },
      { key: "forgotten", value: true },
    ],
    variants: [
      makeVariant({ weightGrams: 300, attributes: [{ key: "volume", value: 200 }] }),
      makeVariant({ weightGrams: null }),
    ],
  }),
);

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
  await test.storeCategories([home, kitchen, cups, gifts]);
  await test.store(products, { categories: [home, kitchen, cups, gifts] });
});
afterAll(() => test.close());

const DETAIL = `query ($handle: String!) { product(handle: $handle) {
  id title description tags status seo { title description } breadcrumbs { handle name }
  attributes { key name unit text number boolean } media { url alt file { id } } rating { average }
  variants(first: 50) { nodes { sku available weightGrams taxClass price { minorUnits } compareAtPrice { minorUnits }
    attributes { key name number } } } } }`;
const LIST = `{ products(first: 20) { nodes { id title handle tags media { url alt } priceRange { min { minorUnits } } } } }`;

it("tells a product's way down the main category's tree, and its attributes with name, unit and type", async () => {
  const { data, errors } = await test.graphql(DETAIL, { handle: "cup-3" });
  expect(errors).toBeUndefined();
  expect(data!["product"]).toMatchObject({
    title: "Cup 3",
    status: "ACTIVE",
    tags: ["handmade"],
    seo: { title: null, description: null },
    breadcrumbs: [{ handle: "home" }, { handle: "kitchen" }, { handle: "cups" }],
    attributes: [
      { key: "volume", name: "Volume", unit: "ml", text: null, number: 250, boolean: null },
      { key: "material", name: "Material", unit: null, text: "Clay", number: null, boolean: null },
    ],
    media: [{ file: null }],
    variants: {
      nodes: [
        { weightGrams: 300, taxClass: "STANDARD", attributes: [{ key: "volume", name: "Volume", number: 200 }] },
        { weightGrams: null, attributes: [] },
      ],
    },
  });
  const bare = makeProduct({ handle: "bare", categoryIds: ["cat_00000000000000000000000000" as CategoryId] });
  await test.store([bare]);
  const { data: alone } = await test.graphql(DETAIL, { handle: "bare" });
  expect(alone!["product"]).toMatchObject({ breadcrumbs: [], attributes: [] });
});

it("reads a list of 20 by two calls, and a product's page by four besides its categories, which are in memory as a rule", async () => {
  const list = () => test.graphql(LIST);
  const detail = () => test.graphql(DETAIL, { handle: "cup-7" });
  await list();
  await detail();
  test.forgetMemory();
  expect(await countCalls(list)).toEqual({ postgres: 1, mongo: 0, redis: 1 });
  test.forgetMemory();
  // The handle, stock and rating; the document, its main category, and those above that one.
  expect(await countCalls(detail)).toEqual({ postgres: 3, mongo: 0, redis: 3 });
  expect(await countCalls(detail)).toEqual({ postgres: 3, mongo: 0, redis: 0 });
});

it.each([
  ["with Redis", {}],
  ["with Redis away", { REDIS_URL: "redis://127.0.0.1:1" }],
])("shows a change to other processes once their memory is over, %s", async (_, env) => {
  const [here, there] = await Promise.all(
    [1, 2].map(() =>
      startTestProducts({
        ...env,
        PRODUCTS_DATABASE_URL: test.databaseUrl,
        PRODUCTS_MONGODB_DATABASE: test.mongoDatabase,
      }),
    ),
  );
  try {
    const [product] = products;
    const titleAt = async (process: typeof test) => {
      const { data } = await process.graphql("query ($id: ID!) { product(id: $id) { title } }", { id: product!.id });
      return (data!["product"] as { title: string }).title;
    };
    const before = await titleAt(there!);
    const title = `${before}!`;
    await createProductEditor(here!, merchant)("productUpdate", { productId: product!.id, title });
    expect(await titleAt(here!)).toBe(title);
    there!.forgetMemory();
    expect(await titleAt(there!)).toBe(title);
  } finally {
    await here!.close();
    await there!.close();
  }
});
