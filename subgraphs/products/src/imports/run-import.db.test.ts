import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStock } from "../testing/read-stock.ts";
import { openImportWorld, OTHER_SHOP } from "../testing/open-import-world.ts";

let world: Awaited<ReturnType<typeof openImportWorld>>;
beforeAll(async () => void (world = await openImportWorld()));
afterAll(() => world.close());

const csv = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join("");

const SHIRT = csv(
  "handle,title,description,status,tags,option1_name,option1_value,sku,price_eur,compare_at_price_eur,price_jpy,weight_grams,tax_class,stock",
  'shirt,Linen shirt,"Soft, ""light""\nand cool.",active,"summer, linen\\, washed",Size,S,SHIRT-S,49.90,59,7500,180,STANDARD,7',
  "shirt,,,,,,M,SHIRT-M,49.90,,7500,190,reduced,0",
  "mug,Mug,,draft,,,,MUG,12,,,,,",
);

describe("an import", () => {
  it("adds products with everything that the file says, and counts their stock", async () => {
    const { job, errors } = await world.import(SHIRT);
    expect(errors).toEqual([]);
    expect(job).toMatchObject({
      status: "SUCCEEDED",
      total: 3,
      done: 3,
      progress: 1,
      productsCreated: 2,
      productsChanged: 0,
    });
    const shirt = (await world.productBy("shirt"))!;
    expect(shirt).toMatchObject({
      status: "ACTIVE",
      title: "Linen shirt",
      description: 'Soft, "light"\nand cool.',
      tags: ["summer", "linen, washed"],
      options: [{ name: "Size", values: ["S", "M"] }],
      version: 1,
    });
    expect(shirt.variants).toMatchObject([
      {
        sku: "SHIRT-S",
        title: "S",
        weightGrams: 180,
        taxClass: "STANDARD",
        prices: [
          { currency: "EUR", minor: 4_990n, compareAtMinor: 5_900n },
          { currency: "JPY", minor: 7_500n, compareAtMinor: null },
        ],
      },
      { sku: "SHIRT-M", title: "M", weightGrams: 190, taxClass: "REDUCED" },
    ]);
    expect(await readStock(world.pool, shirt.variants[0]!.id)).toMatchObject({ available: 7, stocked: 7 });
    expect(await world.productBy("mug")).toMatchObject({ status: "DRAFT", publishedAt: null });
  });

  it("changes prices by SKU alone, and nothing else", async () => {
    const before = (await world.productBy("shirt"))!;
    const { job } = await world.import(csv("sku,price_eur,compare_at_price_eur", "SHIRT-S,39.90,", "SHIRT-M,44,50"));
    expect(job).toMatchObject({ status: "SUCCEEDED", done: 2, productsCreated: 0, productsChanged: 1 });
    const after = (await world.productBy("shirt"))!;
    expect(after.variants.map(({ prices }) => prices[0])).toEqual([
      { currency: "EUR", minor: 3_990n, compareAtMinor: null },
      { currency: "EUR", minor: 4_400n, compareAtMinor: 5_000n },
    ]);
    expect({ ...after, variants: [], version: 1, updatedAt: null }).toEqual({
      ...before,
      variants: [],
      version: 1,
      updatedAt: null,
    });
    expect(after.version).toBe(before.version + 1);
  });

  it("changes nothing when it is repeated", async () => {
    const before = await world.products();
    const { job } = await world.import(csv("sku,price_eur,compare_at_price_eur", "SHIRT-S,39.90,", "SHIRT-M,44,50"));
    expect(job).toMatchObject({ status: "SUCCEEDED", productsCreated: 0, productsChanged: 0 });
    expect(await world.products()).toEqual(before);
  });

  it("writes nothing in a dry run, and nothing when one row of many is bad", async () => {
    const before = await world.products();
    const dry = await world.import(csv("sku,price_eur", "SHIRT-S,1"), { dryRun: true });
    expect(dry.job).toMatchObject({ status: "SUCCEEDED", done: 1, total: 1, productsChanged: 0 });
    const bad = await world.import(csv("sku,price_eur", "SHIRT-S,1", "SHIRT-M,cheap", "NOBODYS,1"));
    expect(bad.job).toMatchObject({ status: "FAILED", done: 0, total: 3, productsChanged: 0, errorCount: 2 });
    expect(bad.errors).toEqual([
      { row: 3, field: ["price_eur"], code: "INVALID_PRICE", sku: "SHIRT-M" },
      { row: 4, field: ["sku"], code: "SKU_UNKNOWN", sku: "NOBODYS" },
    ]);
    expect(await world.products()).toEqual(before);
  });

  it("refuses SKUs, handles and categories of other shops", async () => {
    const { job, errors } = await world.import(
      csv("handle,title,sku,price_eur", ",,SHIRT-S,1", "shirt,Mine,OTHER-1,1", "other,Other,SHIRT-M,1"),
      { shopId: OTHER_SHOP },
    );
    expect(job.status).toBe("FAILED");
    expect(errors.map(({ row, code, field }) => [row, code, field[0]])).toEqual([
      [2, "SKU_TAKEN", "sku"],
      [3, "HANDLE_TAKEN", "handle"],
      [4, "SKU_TAKEN", "sku"],
    ]);
    expect(await world.products(OTHER_SHOP)).toEqual([]);
  });
});
