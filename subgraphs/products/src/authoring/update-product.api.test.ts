import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor, errorsOf } from "../testing/product-editor.ts";
import { countRows } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const shopId = newId("shop", new Date());
const merchant = memberOf(shopId);

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(() => test.close());

const edit = (mutation: string, input: Record<string, unknown>, viewer?: Viewer) =>
  createProductEditor(test, merchant)(mutation, input, viewer);

/** The outcome's product, which nothing was wrong with. */
async function done(mutation: string, input: Record<string, unknown>) {
  const { product, userErrors } = await edit(mutation, input);
  expect(userErrors).toEqual([]);
  return product!;
}

let number = 0;
/** A product with one variant in two sizes of which only S is made; on sale if so wanted. */
async function aProduct(input: Record<string, unknown> = {}, publish = true) {
  const product = await done("productCreate", {
    shopId,
    title: `Lamp ${++number}`,
    options: [{ name: "Size", values: ["S", "M"] }],
    variants: [
      {
        sku: `LAMP-${number}`,
        selectedOptions: [{ name: "Size", value: "S" }],
        prices: [{ currencyCode: "EUR", minorUnits: 1_000 }],
      },
    ],
    ...input,
  });
  return publish ? done("productPublish", { productId: product.id }) : product;
}

const find = async (args: { id?: string; handle?: string }, viewer: Viewer = GUEST) => {
  const query = "query ($id: ID, $handle: String) { product(id: $id, handle: $handle) { id title status } }";
  const { data, errors } = await test.graphql(query, args, { viewer });
  expect(errors).toBeUndefined();
  return data!["product"] as { id: string; title: string; status: string } | null;
};
const listed = async (query: string) => {
  const { data } = await test.graphql(
    "query ($query: String!) { products(first: 10, filter: { query: $query }) { nodes { id title } } }",
    { query },
  );
  return (data!["products"] as { nodes: { id: string; title: string }[] }).nodes;
};

it("is seen by everybody as soon as the mutation has returned, in lists, in search and by its id", async () => {
  const draft = await aProduct({ title: "Zinnober lamp" }, false);
  expect(await find({ id: draft.id })).toBeNull();
  expect(await listed("zinnober")).toEqual([]);

  await done("productPublish", { productId: draft.id });
  expect(await listed("zinnober")).toEqual([{ id: draft.id, title: "Zinnober lamp" }]);
  expect(await find({ id: draft.id })).toMatchObject({ title: "Zinnober lamp", status: "ACTIVE" });

  await done("productUpdate", { productId: draft.id, title: "Karmin lamp" });
  expect(await listed("zinnober")).toEqual([]);
  expect(await listed("karmin")).toEqual([{ id: draft.id, title: "Karmin lamp" }]);
  expect(await find({ id: draft.id })).toMatchObject({ title: "Karmin lamp" });

  await done("productArchive", { productId: draft.id });
  expect(await listed("karmin")).toEqual([]);
  expect(await find({ id: draft.id })).toBeNull();
  expect(await find({ id: draft.id }, merchant)).toMatchObject({ status: "ARCHIVED" });
});

it("follows its states: archived comes back as a draft only, a repeat changes nothing, and the first sale is remembered", async () => {
  const draft = await aProduct({}, false);
  const published = await done("productPublish", { productId: draft.id });
  expect(published).toMatchObject({ status: "ACTIVE", version: 2 });
  expect(await done("productPublish", { productId: draft.id })).toMatchObject({ version: 2 });
  expect(await done("productArchive", { productId: draft.id })).toMatchObject({ status: "ARCHIVED", version: 3 });
  expect(errorsOf(await edit("productPublish", { productId: draft.id }))).toEqual(["INVALID_STATUS productId"]);
  expect(await done("productUnpublish", { productId: draft.id })).toMatchObject({ status: "DRAFT", version: 4 });
  const again = await done("productPublish", { productId: draft.id });
  expect(again).toMatchObject({ status: "ACTIVE", version: 5, publishedAt: published["publishedAt"] });
});

it("puts nothing on sale, and keeps nothing there, that shoppers could not buy", async () => {
  const bare = await done("productCreate", { shopId, title: "Bare" });
  expect(errorsOf(await edit("productPublish", { productId: bare.id }))).toEqual(["VARIANT_REQUIRED -"]);
  await done("variantCreate", { productId: bare.id, sku: "BARE-1" });
  expect(errorsOf(await edit("productPublish", { productId: bare.id }))).toEqual(["PRICE_REQUIRED -"]);
  expect(await find({ id: bare.id }, merchant)).toMatchObject({ status: "DRAFT" });

  const lamp = await aProduct();
  const variantId = lamp.variants.nodes[0]!.id;
  expect(errorsOf(await edit("variantDelete", { variantId }))).toEqual(["VARIANT_REQUIRED -"]);
  expect(errorsOf(await edit("variantUpdate", { variantId, prices: [] }))).toEqual(["PRICE_REQUIRED -"]);
  expect((await test.documents.findByIds([lamp.id])).get(lamp.id)).toMatchObject({ version: lamp.version });
});

it("keeps what is not given, replaces lists, and takes away what is emptied", async () => {
  const lamp = await aProduct({ description: "Bright.", tags: ["a", "b"], seo: { title: "T", description: "D" } });
  const changed = await done("productUpdate", { productId: lamp.id, tags: ["c"], seo: { title: "" }, title: null });
  expect(changed).toMatchObject({
    title: lamp["title"],
    description: "Bright.",
    tags: ["c"],
    seo: { title: null, description: "D" },
    version: lamp.version + 1,
  });
  const before = await countRows(test.pool, "outbox_events");
  expect(await done("productUpdate", { productId: lamp.id, tags: ["c"] })).toMatchObject({ version: changed.version });
  expect(await countRows(test.pool, "outbox_events")).toBe(before);
});

it("leads to a product from its former handles for ever, and gives them to no other", async () => {
  const lamp = await aProduct({ handle: "first-lamp" });
  await done("productUpdate", { productId: lamp.id, handle: "second-lamp" });
  await done("productUpdate", { productId: lamp.id, handle: "third-lamp" });
  for (const handle of ["first-lamp", "second-lamp", "third-lamp"])
    expect(await find({ handle })).toMatchObject({ id: lamp.id });

  const other = await aProduct();
  expect(errorsOf(await edit("productUpdate", { productId: other.id, handle: "first-lamp" }))).toEqual([
    "HANDLE_TAKEN handle",
  ]);
  expect(await done("productUpdate", { productId: lamp.id, handle: "first-lamp" })).toMatchObject({
    handle: "first-lamp",
  });
  await done("productArchive", { productId: lamp.id });
  expect(await find({ handle: "second-lamp" })).toBeNull();
  expect(await find({ handle: "second-lamp" }, merchant)).toMatchObject({ id: lamp.id });

  // Nobody has met the handle of a draft.
  const draft = await aProduct({ handle: "typo-lmap" }, false);
  await done("productUpdate", { productId: draft.id, handle: "typo-lamp" });
  expect(await done("productUpdate", { productId: other.id, handle: "typo-lmap" })).toMatchObject({ id: other.id });
});

it("says CONFLICT with the product as it is when it has changed since the expected version, besides everything else", async () => {
  const lamp = await aProduct();
  await done("productUpdate", { productId: lamp.id, title: "By someone else" });
  const late = await edit("productUpdate", { productId: lamp.id, title: "", expectedVersion: lamp.version });
  expect(errorsOf(late)).toEqual(["CONFLICT expectedVersion", "REQUIRED title"]);
  expect(late.product).toMatchObject({ title: "By someone else", version: lamp.version + 1 });
  const right = { productId: lamp.id, title: "Now", expectedVersion: lamp.version + 1 };
  expect(await done("productUpdate", right)).toMatchObject({ title: "Now" });
});

it("changes options: variants keep, get and lose choices with them, and nothing that would not fit is done", async () => {
  const lamp = await aProduct();
  const productId = lamp.id;
  const change = (...options: unknown[]) => edit("productUpdate", { productId, options });
  const choices = async () =>
    (await test.documents.findByIds([productId]))
      .get(productId)!
      .variants.map(({ title, selectedOptions }) => [title, ...selectedOptions.map(({ name }) => name)]);
  await done("variantCreate", {
    productId,
    sku: `${lamp.variants.nodes[0]!.sku}-M`,
    selectedOptions: [{ name: "Size", value: "M" }],
    prices: [{ currencyCode: "EUR", minorUnits: 1_200 }],
  });

  expect(errorsOf(await change({ name: "Size", values: ["S"] }))).toEqual(["OPTION_VALUE_IN_USE options.0.values"]);
  expect(errorsOf(await change())).toEqual(["VARIANT_EXISTS options"]);
  expect(errorsOf(await change({ name: "Height", formerName: "Width", values: ["S"] }))).toEqual([
    "OPTION_UNKNOWN options.0.formerName",
    "VARIANT_EXISTS options",
  ]);
  expect(await choices()).toEqual([
    ["S", "Size"],
    ["M", "Size"],
  ]);

  const renamed = { name: "Height", formerName: "size", values: ["M", "S", "XL"] };
  expect(errorsOf(await change({ name: "Colour", values: ["Red", "Blue"] }, renamed))).toEqual([]);
  expect(await choices()).toEqual([
    ["Red / S", "Colour", "Height"],
    ["Red / M", "Colour", "Height"],
  ]);
});

it("lets nobody change what is not their shop's, and tells them nothing of it", async () => {
  const lamp = await aProduct();
  const variantId = lamp.variants.nodes[0]!.id;
  const stranger = memberOf(newId("shop", new Date()));
  const attempts: [string, Record<string, unknown>][] = [
    ["productUpdate", { productId: lamp.id, title: "Mine" }],
    ["productPublish", { productId: lamp.id }],
    ["productUnpublish", { productId: lamp.id }],
    ["productArchive", { productId: lamp.id, expectedVersion: 99 }],
    ["variantCreate", { productId: lamp.id, sku: "MINE" }],
    ["variantUpdate", { variantId, sku: "MINE" }],
    ["variantDelete", { variantId }],
  ];
  const before = await countRows(test.pool, "outbox_events");
  for (const viewer of [stranger, memberOf(shopId, ["FULFILLMENT"]), { ...merchant, memberships: [] }])
    for (const [mutation, input] of attempts) {
      const key = "productId" in input ? "productId" : "variantId";
      const [own, missing] = [input, { ...input, [key]: newId(key === "productId" ? "prod" : "var", new Date()) }];
      for (const each of [own, missing]) {
        const refused = await edit(mutation, each, viewer);
        expect([mutation, refused.product, errorsOf(refused)]).toEqual([mutation, null, [`NOT_FOUND ${key}`]]);
      }
    }
  expect((await test.documents.findByIds([lamp.id])).get(lamp.id)).toMatchObject({ version: lamp.version });
  expect(await countRows(test.pool, "outbox_events")).toBe(before);
});
