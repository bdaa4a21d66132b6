import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Category } from "../catalogue/category.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { BASE_URL, openImportWorld, OTHER_SHOP, SHOP } from "../testing/open-import-world.ts";
import { storeFile } from "../testing/store-file.ts";
import { storeProducts } from "../testing/store-product.ts";
import { OWNER } from "../testing/open-import-world.ts";

let world: Awaited<ReturnType<typeof openImportWorld>>;
beforeAll(async () => void (world = await openImportWorld()));
afterAll(() => world.close());

const at = new Date("2026-11-20T10:00:00Z");
const category = (handle: string, overrides: Partial<Category> = {}): Category => ({
  id: newId("cat", at),
  shopId: null,
  handle,
  name: handle,
  description: "",
  parentId: null,
  ancestorIds: [],
  position: 0,
  attributes: [],
  version: 1,
  ...overrides,
});
const top = category("clothes", {
  attributes: [
    { key: "material", name: "Material", type: "TEXT", unit: null, choices: [], isFilterable: true },
    { key: "organic", name: "Organic", type: "BOOLEAN", unit: null, choices: [], isFilterable: true },
  ],
});
const shirts = category("shirts", {
  parentId: top.id,
  ancestorIds: [top.id],
  attributes: [{ key: "length", name: "Length", type: "NUMBER", unit: "cm", choices: [], isFilterable: false }],
});
const othersOwn = category("others-own", { shopId: OTHER_SHOP });

const awkward = makeProduct({
  handle: "awkward",
  title: "=HYPERLINK(\"https://evil.example\"), 'quoted'",
  description: 'Lines,\n\n"quotes" and\ttabs.\n- a list\n=1+1',
  tags: ["a, b", String.raw`back\slash`, "-minus", "@at"],
  options: [
    { name: "Size", values: ["S", "M", "L"] },
    { name: "Colour", values: ["red", "blue"] },
  ],
  categoryIds: [shirts.id, top.id],
  attributes: [
    { key: "organic", value: true },
    { key: "material", value: "007" },
    { key: "length", value: 70.5 },
  ],
  seo: { title: "+Shirt", description: null },
  status: "ARCHIVED",
  media: [
    { fileId: null, url: `${BASE_URL}/catalogue/a,b.webp`, alt: "From the side", width: 800, height: 800 },
    { fileId: null, url: `${BASE_URL}/catalogue/c.webp`, alt: "", width: 800, height: 800 },
  ],
  variants: [
    makeVariant({
      sku: "-A",
      title: "M / red",
      selectedOptions: [
        { name: "Size", value: "M" },
        { name: "Colour", value: "red" },
      ],
      prices: [
        { currency: "KWD", minor: 1_005n, compareAtMinor: 2_000n },
        { currency: "EUR", minor: 100_000_000_000n, compareAtMinor: null },
        { currency: "JPY", minor: 0n, compareAtMinor: 1n },
      ],
      weightGrams: null,
      taxClass: "ZERO",
      attributes: [{ key: "length", value: -3 }],
    }),
    makeVariant({
      sku: "=B",
      title: "S / blue",
      selectedOptions: [
        { name: "Size", value: "S" },
        { name: "Colour", value: "blue" },
      ],
      prices: [],
    }),
  ],
});

describe.each(["CSV", "JSONL"] as const)("an export as %s", (format) => {
  it("is imported again without changing anything", async () => {
    if ((await world.products()).length === 0) {
      await world.storeCategories([top, shirts, othersOwn]);
      const plain = Array.from({ length: 3 }, (_, index) => makeProduct({ handle: `plain-${index}`, options: [] }));
      const named = plain.map((product) => ({
        ...product,
        media: product.media.map((medium) => ({ ...medium, url: `${BASE_URL}/x.webp` })),
      }));
      await storeProducts(world.db, [awkward, ...named], { documents: world.documents, categories: [top, shirts] });
      await world.projectProducts([awkward, ...named].map(({ id }) => id));
    }
    const before = await world.products();
    const levels = "SELECT * FROM stock_levels ORDER BY variant_id";
    const stockBefore = (await world.pool.query(levels)).rows;
    const text = await world.export(format);
    const { job, errors } = await world.import(text, { format });
    expect(errors).toEqual([]);
    expect(job).toMatchObject({ status: "SUCCEEDED", total: 5, done: 5, productsCreated: 0, productsChanged: 0 });
    expect(await world.products()).toEqual(before);
    expect((await world.pool.query(levels)).rows).toEqual(stockBefore);
    expect(await world.export(format)).toBe(text);
  });
});

it("runs nothing in a spreadsheet", async () => {
  const text = await world.export("CSV");
  expect(text.startsWith("\ufeffhandle,title,")).toBe(true);
  expect(text).not.toMatch(/(^|,|"|\r\n)[=+@-](?!\d)[A-Za-z(]/m);
});

describe("bad cells", () => {
  const refuse = async (...lines: readonly string[]) => {
    const before = [await world.products(), await world.products(OTHER_SHOP)];
    const { job, errors } = await world.import(lines.join("\n"));
    expect(job).toMatchObject({ status: "FAILED", done: 0, productsCreated: 0, productsChanged: 0 });
    expect([await world.products(), await world.products(OTHER_SHOP)]).toEqual(before);
    return errors.map(({ row, code, field, sku }) => [row, code, field.join("."), sku]);
  };

  it("are reported all at once, each at its row and column", async () => {
    expect(
      await refuse(
        "handle,title,category,tags,status,option1_name,option1_value,sku,price_eur,compare_at_price_eur,weight_grams,tax_class,stock,media",
        `new,a\u0000b,others-own,${"x".repeat(101)},sold,,,N-1,1.999,,1.5,none,-1,${newId("file", at)}`,
        'Bad Handle,Bad,,,,Size,S,N 2,"1,99",,,,many,https://evil.example/a.png',
        "ok,Ok,,,,Size,S,N-3,5,5,,,,",
        "ok,,,,,,S,N-4,5,,,,,",
      ),
    ).toEqual([
      [2, "INVALID_VALUE", "status", "N-1"],
      [2, "INVALID_VALUE", "stock", "N-1"],
      [2, "INVALID_VALUE", "tax_class", "N-1"],
      [2, "UNPRINTABLE", "title", "N-1"],
      [2, "TOO_LONG", "tags.0", "N-1"],
      [2, "CATEGORY_NOT_FOUND", "category.0", "N-1"],
      [2, "FILE_NOT_FOUND", "media.0", "N-1"],
      [2, "INVALID_PRICE", "price_eur", "N-1"],
      [2, "INVALID_WEIGHT", "weight_grams", "N-1"],
      [3, "INVALID_VALUE", "stock", "N 2"],
      [3, "INVALID_HANDLE", "handle", "N 2"],
      [3, "FILE_NOT_FOUND", "media.0", "N 2"],
      [3, "INVALID_SKU", "sku", "N 2"],
      [3, "INVALID_PRICE", "price_eur", "N 2"],
      [4, "COMPARE_AT_NOT_ABOVE_PRICE", "compare_at_price_eur", "N-3"],
      [5, "VARIANT_EXISTS", "", "N-4"],
    ]);
  });

  it("are SKUs that stand there twice, at both places, and products whose rows stand apart", async () => {
    const errors = await refuse("handle,title,sku", "a,A,D-1", "b,B,D-1", "a,,D-2", "c,C,D-1");
    expect(errors).toEqual([
      [2, "DUPLICATE_SKU", "sku", "D-1"],
      [3, "DUPLICATE_SKU", "sku", "D-1"],
      [4, "ROWS_APART", "handle", null],
      [5, "DUPLICATE_SKU", "sku", "D-1"],
    ]);
  });

  it("are more variants than a product can have", async () => {
    const rows = Array.from({ length: 150 }, (_, index) => `big,${index === 0 ? "Big" : ""},Size,${index},B-${index}`);
    const errors = await refuse("handle,title,option1_name,option1_value,sku", ...rows);
    expect(new Set(errors.map(([, code]) => code))).toEqual(new Set(["TOO_MANY", "OPTION_VALUE_UNKNOWN"]));
  });

  it("are what makes a product on sale without a price, and a file that is not ready", async () => {
    const fileId = await storeFile(world.pool, { ownerId: OWNER, purpose: "PRODUCT_MEDIA", status: "PENDING" });
    const errors = await refuse("handle,title,sku,status,media", "x,X,X-1,active,", `y,Y,Y-1,,${fileId}`);
    expect(errors).toEqual([
      [2, "PRICE_REQUIRED", "", "X-1"],
      [3, "FILE_NOT_READY", "media.0", "Y-1"],
    ]);
  });

  it("are counted all, and stored up to a bound", async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => `U-${index}`);
    const { job, errors } = await world.import(["sku", ...rows].join("\n"));
    expect([job.status, job.errorCount, job.total]).toEqual(["FAILED", 1_500, 1_500]);
    expect(errors).toHaveLength(1_000);
    expect([errors[0]!.row, errors.at(-1)!.row]).toEqual([2, 1_001]);
  });

  it("are a file that was deleted", async () => {
    const jobId = await world.beginImport("sku\nA\n");
    world.files.clear();
    await world.run(jobId);
    expect(await world.find(jobId)).toMatchObject({ status: "FAILED" });
    expect((await world.errors(jobId)).map(({ code }) => code)).toEqual(["FILE_NOT_FOUND"]);
  });
});

it("puts pictures to use for the product, and lets those go that it no longer shows", async () => {
  const [one, two] = [
    await storeFile(world.pool, { ownerId: OWNER, purpose: "PRODUCT_MEDIA" }),
    await storeFile(world.pool, { ownerId: OWNER, purpose: "PRODUCT_MEDIA" }),
  ];
  const use = async () =>
    (await world.pool.query("SELECT status, reference FROM files WHERE id = ANY($1) ORDER BY id", [[one, two]])).rows;
  await world.import(`handle,title,sku,media\npictured,Pictured,PIC-1,"${one}, ${two}"\n`);
  const { id } = (await world.productBy("pictured"))!;
  expect(await use()).toEqual([
    { status: "ATTACHED", reference: id },
    { status: "ATTACHED", reference: id },
  ]);
  await world.import(`sku,media\nPIC-1,${two}\n`);
  expect((await world.productBy("pictured"))!.media.map(({ fileId }) => fileId)).toEqual([two]);
  expect(await use()).toEqual([
    { status: "READY", reference: null },
    { status: "ATTACHED", reference: id },
  ]);
  expect((await world.products(SHOP)).length).toBeGreaterThan(0);
});
