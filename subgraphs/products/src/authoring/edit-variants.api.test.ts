import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor, type Edited, errorsOf } from "../testing/product-editor.ts";
import { readListing, readStock } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const shopId = newId("shop", new Date());
const merchant = memberOf(shopId);
const prices = [{ currencyCode: "EUR", minorUnits: 1_000 }];

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(() => test.close());

const edit = (mutation: string, input: Record<string, unknown>) => createProductEditor(test, merchant)(mutation, input);

async function done(mutation: string, input: Record<string, unknown>): Promise<Edited & { product: object }> {
  const edited = await edit(mutation, input);
  expect(edited.userErrors).toEqual([]);
  return edited as Edited & { product: object };
}

/** A product on sale in S and M, with SKUs that begin with `sku`. */
async function aProduct(sku: string) {
  const { product } = await done("productCreate", {
    shopId,
    title: sku,
    options: [{ name: "Size", values: ["S", "M", "L"] }],
    variants: ["S", "M"].map((value) => ({
      sku: `${sku}-${value}`,
      selectedOptions: [{ name: "Size", value }],
      prices,
    })),
  });
  await done("productPublish", { productId: product.id });
  return { id: product.id, variants: product.variants.nodes };
}

const stockUp = (variantId: string) =>
  test.pool.query("UPDATE stock_levels SET stocked = 5, available = 5 WHERE variant_id = $1", [variantId]);
const skuOf = async (variantId: string) =>
  (await test.pool.query<{ sku: string | null }>("SELECT sku FROM stock_levels WHERE variant_id = $1", [variantId]))
    .rows[0]!.sku;
const forSale = async (ids: string[]) => {
  const query = "query ($ids: [ID!]!) { variantsForSale(ids: $ids, currencyCode: EUR) { id } }";
  const { data } = await test.graphql(query, { ids }, { caller: "carts", viewer: merchant });
  return (data!["variantsForSale"] as { id: string }[]).map(({ id }) => id);
};
const findBySku = async (sku: string) => {
  const { data } = await test.graphql("query ($sku: String!) { productVariant(sku: $sku) { id } }", { sku });
  return (data!["productVariant"] as { id: string } | null)?.id ?? null;
};

it("adds a variant behind the others, with a stock row and without stock, found by its SKU at once", async () => {
  const mug = await aProduct("MUG");
  const { product, variant } = await done("variantCreate", {
    productId: mug.id,
    sku: "MUG-L",
    selectedOptions: [{ name: "SIZE", value: "l" }],
    prices,
  });
  expect(variant).toMatchObject({ sku: "MUG-L", title: "L", selectedOptions: [{ name: "Size", value: "L" }] });
  expect(product.variants.nodes.map(({ sku }) => sku)).toEqual(["MUG-S", "MUG-M", "MUG-L"]);
  expect(await readStock(test.pool, variant!.id)).toMatchObject({ stocked: 0, available: 0 });
  expect(await findBySku("MUG-L")).toBe(variant!.id);
});

it("refuses what another variant has: choices and SKUs, of the own product and of others", async () => {
  const [vase, bowl] = [await aProduct("VASE"), await aProduct("BOWL")];
  const clash = { productId: vase.id, sku: "BOWL-S", selectedOptions: [{ name: "Size", value: "M" }] };
  expect(errorsOf(await edit("variantCreate", clash))).toEqual([
    "VARIANT_EXISTS selectedOptions",
    "SKU_TAKEN sku",
    // and with the SKU right, one on sale needs a price
  ]);
  const unpriced = { productId: vase.id, sku: "VASE-L", selectedOptions: [{ name: "Size", value: "L" }] };
  expect(errorsOf(await edit("variantCreate", unpriced))).toEqual(["PRICE_REQUIRED -"]);
  const variantId = vase.variants[0]!.id;
  expect(errorsOf(await edit("variantUpdate", { variantId, sku: "VASE-M" }))).toEqual(["SKU_TAKEN sku"]);
  const same = { variantId, sku: "VASE-S", selectedOptions: [{ name: "Size", value: "M" }] };
  expect(errorsOf(await edit("variantUpdate", same))).toEqual(["VARIANT_EXISTS selectedOptions"]);
  expect(await findBySku("BOWL-S")).toBe(bowl.variants[0]!.id);
});

it("changes a variant: what is absent stays, null takes the weight away, and a former SKU is free for others", async () => {
  const [tray, lid] = [await aProduct("TRAY"), await aProduct("LID")];
  const variantId = tray.variants[0]!.id;
  await done("variantUpdate", { variantId, sku: "TRAY-NEW", weightGrams: 300, taxClass: "ZERO" });
  const { product } = await done("variantUpdate", { variantId, weightGrams: null });
  expect(product.variants.nodes[0]).toMatchObject({
    sku: "TRAY-NEW",
    weightGrams: null,
    taxClass: "ZERO",
    price: { minorUnits: 1_000 },
  });
  expect(await findBySku("TRAY-NEW")).toBe(variantId);
  expect(await findBySku("TRAY-S")).toBeNull();
  const other = lid.variants[0]!.id;
  await done("variantUpdate", { variantId: other, sku: "TRAY-S" });
  expect(await findBySku("TRAY-S")).toBe(other);
});

it("takes a variant away: no more for sale, its SKU free, its stock row and history there, its product in stock no more", async () => {
  const pan = await aProduct("PAN");
  const [small, medium] = pan.variants.map(({ id }) => id);
  await stockUp(small!);
  await done("productUpdate", { productId: pan.id, description: "Heavy." });
  expect(await readListing(test.pool, pan.id)).toMatchObject({ inStock: true });
  expect(await forSale([small!, medium!])).toEqual([small, medium]);

  const { deletedVariantId, product } = await done("variantDelete", { variantId: small! });
  expect(deletedVariantId).toBe(small);
  expect(product.variants.nodes.map(({ id }) => id)).toEqual([medium]);
  expect(await forSale([small!, medium!])).toEqual([medium]);
  expect(await findBySku("PAN-S")).toBeNull();
  expect(await skuOf(small!)).toBeNull();
  expect(await readStock(test.pool, small!)).toMatchObject({ stocked: 5, available: 5 });
  expect(await readListing(test.pool, pan.id)).toMatchObject({ inStock: false });
  expect(errorsOf(await edit("variantDelete", { variantId: small! }))).toEqual(["NOT_FOUND variantId"]);
  expect(errorsOf(await edit("variantUpdate", { variantId: small!, sku: "X" }))).toEqual(["NOT_FOUND variantId"]);

  const { variant } = await done("variantCreate", {
    productId: pan.id,
    sku: "PAN-S",
    selectedOptions: [{ name: "Size", value: "S" }],
    prices,
  });
  expect(await findBySku("PAN-S")).toBe(variant!.id);
});

it("lets siblings render a reference to a variant that is gone as null", async () => {
  const jar = await aProduct("JAR");
  const gone = jar.variants[0]!.id;
  await done("variantDelete", { variantId: gone });
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on ProductVariant { id sku } }
  }`;
  const representations = jar.variants.map(({ id }) => ({ __typename: "ProductVariant", id }));
  const { data, errors } = await test.graphql(query, { representations }, { viewer: GUEST });
  expect(errors).toBeUndefined();
  expect(data!["_entities"]).toEqual([null, { id: jar.variants[1]!.id, sku: "JAR-M" }]);
});

it("sells no draft, not even to those who see it", async () => {
  const cup = await aProduct("CUP");
  const ids = cup.variants.map(({ id }) => id);
  expect(await forSale(ids)).toEqual(ids);
  await done("productUnpublish", { productId: cup.id });
  expect(await forSale(ids)).toEqual([]);
  const { data } = await test.graphql(
    "query ($id: ID!) { productVariant(id: $id) { sku product { status } } }",
    { id: ids[0] },
    { viewer: merchant },
  );
  expect(data).toEqual({ productVariant: { sku: "CUP-S", product: { status: "DRAFT" } } });
});
