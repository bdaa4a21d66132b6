import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { keyOf, memberOf } from "../testing/member-viewer.ts";
import { createProductEditor, errorsOf } from "../testing/product-editor.ts";
import { readStock } from "../testing/read-stock.ts";
import { makeCategory } from "../testing/make-category.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { storeFile } from "../testing/store-file.ts";

const NOW = new Date();
const shopId = newId("shop", NOW);
const merchant = memberOf(shopId);

const attribute = { unit: null, choices: [], isFilterable: false };
const clothing = makeCategory({
  handle: "clothing",
  name: "clothing",
  attributes: [{ ...attribute, key: "material", name: "Material", type: "CHOICE", choices: ["Wool", "Cotton"] }],
});
const shirts = makeCategory({
  handle: "shirts",
  name: "shirts",
  parent: clothing,
  attributes: [
    { ...attribute, key: "length", name: "Length", type: "NUMBER", unit: "cm" },
    { ...attribute, key: "washable", name: "Washable", type: "BOOLEAN" },
    { ...attribute, key: "care", name: "Care", type: "TEXT" },
  ],
});

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
  await test.storeCategories([clothing, shirts]);
});
afterAll(() => test.close());

const edit = (input: Record<string, unknown>, viewer?: Viewer) =>
  createProductEditor(test, merchant)("productCreate", { shopId, title: "Shirt", ...input }, viewer);
const create = async (input: Record<string, unknown>, viewer?: Viewer) => {
  const { product, userErrors } = await edit(input, viewer);
  expect(userErrors).toEqual([]);
  return product!;
};
const refuse = async (input: Record<string, unknown>, viewer?: Viewer) => {
  const refused = await edit(input, viewer);
  expect(refused.product).toBeNull();
  return errorsOf(refused);
};
const auditsOf = async (id: string) =>
  (
    await test.pool.query<{ payload: Record<string, unknown> }>(
      "SELECT payload FROM outbox_events WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1",
      [id],
    )
  ).rows.map(({ payload }) => payload);

it("adds a draft with everything that a product can have, audited, with stock rows, and as its members alone see it", async () => {
  const fileId = await storeFile(test.pool, { ownerId: merchant.userId, purpose: "PRODUCT_MEDIA" });
  const product = await create({
    title: "  Oxford Shirt ",
    description: "Made of **cotton**.",
    seo: { title: "Buy a shirt", description: "" },
    tags: ["Summer", "summer", "Été"],
    categoryIds: [shirts.id],
    attributes: [
      { key: "material", text: "Cotton" },
      { key: "length", number: 72.5 },
      { key: "washable", boolean: true },
    ],
    options: [{ name: "Size", values: ["S", "M"] }],
    media: [{ fileId, alt: "From the front" }],
    variants: [
      {
        sku: "OX-S",
        selectedOptions: [{ name: "size", value: "s" }],
        prices: [
          { currencyCode: "EUR", minorUnits: 4_900, compareAtMinorUnits: 5_900 },
          { currencyCode: "JPY", minorUnits: 7_800 },
        ],
        weightGrams: 250,
        taxClass: "REDUCED",
        attributes: [{ key: "length", number: 70 }],
        imageFileId: fileId,
      },
      { sku: "OX-M", selectedOptions: [{ name: "Size", value: "M" }] },
    ],
  });

  const { id } = product;
  expect(product).toMatchObject({
    handle: "oxford-shirt",
    status: "DRAFT",
    title: "Oxford Shirt",
    version: 1,
    publishedAt: null,
    tags: ["Summer", "Été"],
    seo: { title: "Buy a shirt", description: null },
    options: [{ name: "Size", values: ["S", "M"] }],
    breadcrumbs: [{ handle: "clothing" }, { handle: "shirts" }],
    attributes: [
      { key: "material", name: "Material", unit: null, text: "Cotton", number: null, boolean: null },
      { key: "length", name: "Length", unit: "cm", text: null, number: 72.5, boolean: null },
      { key: "washable", name: "Washable", unit: null, text: null, number: null, boolean: true },
    ],
    media: [{ alt: "From the front", width: 300, height: 200, file: { id: fileId, status: "ATTACHED" } }],
  });
  const [media] = product["media"] as { url: string }[];
  expect(media!.url).toMatch(new RegExp(`^http://.+/files/${fileId}/digest/300\\.webp$`));
  const variants = product["variants"] as { nodes: { id: string }[] };
  expect(variants.nodes).toMatchObject([
    {
      sku: "OX-S",
      title: "S",
      weightGrams: 250,
      taxClass: "REDUCED",
      selectedOptions: [{ name: "Size", value: "S" }],
      price: { minorUnits: 4_900 },
      compareAtPrice: { minorUnits: 5_900 },
      yen: { minorUnits: 7_800 },
      attributes: [{ key: "length", number: 70 }],
    },
    { sku: "OX-M", title: "M", weightGrams: null, taxClass: "STANDARD", price: null },
  ]);
  expect(await readStock(test.pool, variants.nodes[0]!.id)).toMatchObject({ available: 0, stocked: 0 });
  expect(await auditsOf(id)).toMatchObject([
    {
      action: "product.create",
      actor: { kind: "USER", userId: merchant.userId },
      before: null,
      after: { title: "Oxford Shirt", status: "DRAFT" },
    },
  ]);
  expect(await test.documents.findDirty(new Date("9999-01-01"), 10)).toEqual([]);

  const FIND = "query ($id: ID!, $sku: String!) { product(id: $id) { id } productVariant(sku: $sku) { sku } }";
  const find = async (viewer: Viewer) => (await test.graphql(FIND, { id, sku: "OX-S" }, { viewer })).data;
  const seen = { product: { id }, productVariant: { sku: "OX-S" } };
  expect(await find(merchant)).toEqual(seen);
  expect(await find(memberOf(shopId, ["OWNER"]))).toEqual(seen);
  expect(await find(keyOf(merchant))).toEqual(seen);
  for (const stranger of [GUEST, memberOf(shopId, ["FULFILLMENT"]), memberOf(newId("shop", NOW))])
    expect(await find(stranger)).toEqual({ product: null, productVariant: null });
});

it("makes handles from titles, takes the next when one is taken, and stores drafts without variants side by side", async () => {
  const handles = [];
  for (const title of ["Größe Łódź ’n’ Co.", "Größe Łódź ’n’ Co.", "李小龍", "李小龍"])
    handles.push((await create({ title })).handle);
  expect(handles).toEqual(["grosse-lodz-n-co", "grosse-lodz-n-co-2", "product", "product-2"]);
});

it("lets nobody add to a shop who does not keep its catalogue, and asks guests to sign in", async () => {
  const strangers = [
    memberOf(shopId, ["FULFILLMENT"]),
    memberOf(newId("shop", NOW)),
    keyOf(memberOf(newId("shop", NOW))),
  ];
  for (const viewer of strangers) expect(await refuse({ title: "Not mine" }, viewer)).toEqual(["NOT_FOUND shopId"]);
  expect(await refuse({ shopId: "shop_nope" })).toEqual(["NOT_FOUND shopId"]);
  const { errors } = await test.graphql(
    `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id } } }`,
    { input: { shopId, title: "x" } },
  );
  expect(errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect((await test.documents.findIdsByHandles(["not-mine"])).size).toBe(0);
  expect((await create({ title: "By a program" }, keyOf(merchant))).status).toBe("DRAFT");
});

it("does not write for a closed shop, whatever the viewer's rights were", async () => {
  const closing = newId("shop", NOW);
  const owner = memberOf(closing, ["OWNER"]);
  const product = await create({ shopId: closing, title: "Before the end" }, owner);
  await test.deliver({ name: "accounts.shop-closed.v1", payload: { shopId: closing } });

  expect(await refuse({ shopId: closing, title: "After the end" }, owner)).toEqual(["NOT_FOUND shopId"]);
  const late = await createProductEditor(test, owner)("productUpdate", { productId: product.id, title: "Late" });
  expect(errorsOf(late)).toEqual(["NOT_FOUND productId"]);
  expect((await test.documents.findByIds([product.id])).get(product.id)).toMatchObject({ title: "Before the end" });
});
