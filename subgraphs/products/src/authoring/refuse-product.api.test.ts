import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { makeProduct } from "../testing/make-product.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor, errorsOf } from "../testing/product-editor.ts";
import { countRows } from "../testing/read-stock.ts";
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

const refuse = async (input: Record<string, unknown>) => {
  const refused = await createProductEditor(test, merchant)("productCreate", { shopId, title: "Shirt", ...input });
  expect(refused.product).toBeNull();
  return errorsOf(refused);
};
const countProducts = async () => (await test.documents.findDirty(new Date("9999-01-01"), 1_000)).length;
it("tells all that is wrong at once, each with its path, and stores nothing", async () => {
  const [before, theirs, pending] = [
    await countRows(test.pool, "outbox_events"),
    await storeFile(test.pool, { ownerId: newId("user", NOW), purpose: "PRODUCT_MEDIA" }),
    await storeFile(test.pool, { ownerId: merchant.userId, purpose: "PRODUCT_MEDIA", status: "PENDING" }),
  ];
  const mine = await storeFile(test.pool, { ownerId: merchant.userId, purpose: "PRODUCT_MEDIA" });
  const avatar = await storeFile(test.pool, { ownerId: merchant.userId, purpose: "AVATAR" });
  const taken = makeProduct({ handle: "taken", formerHandles: ["formerly"] });
  await test.store([taken]);
  const errors = await refuse({
    title: "a\u0000b",
    handle: "formerly",
    description: "x".repeat(20_001),
    seo: { title: "y".repeat(256) },
    tags: ["ok", "", "p\u0430ypal"],
    categoryIds: [shirts.id, "cat_nope", newId("cat", NOW), shirts.id],
    attributes: [
      { key: "__proto__", text: "x" },
      { key: "colour", text: "Red" },
      { key: "material", text: "Silk" },
      { key: "length", text: "long" },
      { key: "washable" },
    ],
    options: [
      { name: "Size", values: ["S", "s"] },
      { name: "size", values: ["x"] },
    ],
    media: [{ fileId: theirs }, { fileId: pending }, { fileId: avatar }, { fileId: "nope" }, { fileId: mine }, {}],
    variants: [
      { sku: "A 1", selectedOptions: [{ name: "Size", value: "S" }] },
      {
        sku: taken.variants[0]!.sku,
        selectedOptions: [{ name: "Size", value: "S" }],
        prices: [
          { currencyCode: "EUR", minorUnits: -1 },
          { currencyCode: "USD", minorUnits: 100_000_000_001 },
          { currencyCode: "GBP", minorUnits: 500, compareAtMinorUnits: 500 },
          { currencyCode: "GBP", minorUnits: 500 },
        ],
      },
      { sku: "TWICE", selectedOptions: [{ name: "Size", value: "XL" }], weightGrams: -5 },
      { sku: "TWICE", selectedOptions: [{ name: "$where", value: "1" }], imageFileId: theirs },
    ],
  });
  expect(errors).toEqual([
    "UNPRINTABLE title",
    "TOO_LONG description",
    "TOO_LONG seo.title",
    "REQUIRED tags.1",
    "MIXED_SCRIPTS tags.2",
    "CATEGORY_NOT_FOUND categoryIds.1",
    "DUPLICATE categoryIds.3",
    "ATTRIBUTE_UNDEFINED attributes.0.key",
    "ATTRIBUTE_INVALID attributes.4",
    "DUPLICATE options.0.values.1",
    "DUPLICATE options.1.name",
    "FILE_NOT_FOUND media.3.fileId",
    "REQUIRED media.5.fileId",
    "HANDLE_TAKEN handle",
    "CATEGORY_NOT_FOUND categoryIds.2",
    "ATTRIBUTE_UNDEFINED attributes.1",
    "ATTRIBUTE_INVALID attributes.2",
    "ATTRIBUTE_INVALID attributes.3",
    "FILE_NOT_FOUND media.0.fileId",
    "FILE_NOT_READY media.1.fileId",
    "FILE_NOT_FOUND media.2.fileId",
    "INVALID_SKU variants.0.sku",
    "INVALID_PRICE variants.1.prices.0.minorUnits",
    "INVALID_PRICE variants.1.prices.1.minorUnits",
    "COMPARE_AT_NOT_ABOVE_PRICE variants.1.prices.2.compareAtMinorUnits",
    "DUPLICATE variants.1.prices.3",
    "INVALID_WEIGHT variants.2.weightGrams",
    "OPTION_VALUE_UNKNOWN variants.2.selectedOptions.0.value",
    "OPTION_UNKNOWN variants.3.selectedOptions.0.name",
    "OPTION_NOT_CHOSEN variants.3.selectedOptions",
    "IMAGE_NOT_OF_PRODUCT variants.3.imageFileId",
    "VARIANT_EXISTS variants.1",
    "SKU_TAKEN variants.1.sku",
    "DUPLICATE variants.3.sku",
  ]);
  expect(await countProducts()).toBe(0);
  expect(await countRows(test.pool, "outbox_events")).toBe(before);
  const { rows } = await test.pool.query("SELECT status FROM files WHERE id = $1", [mine]);
  expect(rows).toEqual([{ status: "READY" }]);
});

it.each([
  ["a title of 10 kB", { title: "a".repeat(10_000) }, ["TOO_LONG title"]],
  ["an empty title", { title: " " }, ["REQUIRED title"]],
  ["a handle with a capital", { handle: "Shirt" }, ["INVALID_HANDLE handle"]],
  ["a handle with an end of line", { handle: "shirt\n" }, ["INVALID_HANDLE handle"]],
  ["251 tags", { tags: Array.from({ length: 251 }, (_, index) => `t${index}`) }, ["TOO_MANY tags"]],
  ["11 categories", { categoryIds: Array.from({ length: 11 }, () => "x") }, ["TOO_MANY categoryIds"]],
  ["4 options", { options: ["a", "b", "c", "d"].map((name) => ({ name, values: ["1"] })) }, ["TOO_MANY options"]],
  ["an option without values", { options: [{ name: "Size", values: [] }] }, ["REQUIRED options.0.values"]],
  ["51 pictures", { media: Array.from({ length: 51 }, () => ({ url: "x" })) }, ["TOO_MANY media"]],
  ["a foreign picture", { media: [{ url: "https://evil.example/a.png" }] }, ["FILE_NOT_FOUND media.0.url"]],
  [
    "101 variants",
    { variants: Array.from({ length: 101 }, (_, index) => ({ sku: `S${index}` })) },
    ["TOO_MANY variants"],
  ],
  ["two variants without options", { variants: [{ sku: "V1" }, { sku: "V2" }] }, ["VARIANT_EXISTS variants.1"]],
  ["attributes without a category", { attributes: [{ key: "care", text: "x" }] }, ["ATTRIBUTE_UNDEFINED attributes.0"]],
])("refuses %s", async (_, input, errors) => {
  expect(await refuse(input)).toEqual(errors);
  expect(await countProducts()).toBe(0);
});

it("takes the categories of the platform and of the own shop, and no other shop's", async () => {
  const [own, theirs] = [shopId, newId("shop", NOW)].map((id) => makeCategory({ shopId: id }));
  await test.storeCategories([own!, theirs!]);
  expect(await refuse({ categoryIds: [clothing.id, own!.id, theirs!.id] })).toEqual([
    "CATEGORY_NOT_FOUND categoryIds.2",
  ]);
});

it("refuses a currency that there is not before anything is asked", async () => {
  const input = {
    shopId,
    title: "Shirt",
    variants: [{ sku: "C1", prices: [{ currencyCode: "EURO", minorUnits: 1 }] }],
  };
  const { errors } = await test.graphql(
    `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id } } }`,
    { input },
    { viewer: merchant },
  );
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
});
