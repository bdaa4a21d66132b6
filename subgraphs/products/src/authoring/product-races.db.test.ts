import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { type Actor, NO_CLIENT } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { createCategoryRepository } from "../catalogue/category.repository.ts";
import { createProductRepository, type ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import { createProjectProducts, type ProjectProducts } from "../catalogue/project-products.ts";
import { createProjectDirtyJob } from "../jobs/project-dirty.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { createChangeProduct } from "./change-product.ts";
import { createCreateProduct } from "./create-product.ts";
import { createCreateVariant } from "./create-variant.ts";
import { createFindProductOfVariant } from "./find-product-of-variant.ts";
import { createFindReferences } from "./find-references.ts";
import { createUpdateProduct } from "./update-product.ts";
import { createUpdateVariant } from "./update-variant.ts";
import { createUseFiles } from "./use-files.ts";

const WRITERS = 8;
const now = () => new Date();
const shopId = newId("shop", now());
const actor: Actor = { viewer: memberOf(shopId), client: NO_CLIENT, requestId: "req_of_the_write" };

const db = await openTestDatabase({ connections: WRITERS + 2 });
const mongo = connectMongo(inject("mongoUrl"), `plexus_products_test_${randomUUID().slice(0, 8)}`);
const documents = createProductRepository(mongo.database);
const categories = createCategoryRepository(mongo.database);
const cache = { drop: () => Promise.resolve() };
const project = createProjectProducts({ db, documents, categories, cache, now });
beforeAll(() => documents.ensureIndexes());
afterAll(async () => {
  await mongo.database.dropDatabase();
  await Promise.all([mongo.close(), db.close()]);
});

/** The use cases over these documents, and over another projection when one is given. */
function wire(watched: ProductRepository = documents, projectProducts: ProjectProducts = project) {
  const useFiles = createUseFiles({ db, now });
  const findReferences = createFindReferences({ categories, files: db.files, publicBaseUrl: "https://cdn.example" });
  const changeProduct = createChangeProduct({ db, documents: watched, projectProducts, useFiles, now });
  const findProductOfVariant = createFindProductOfVariant(db.stock);
  const common = { changeProduct, findReferences, findProductOfVariant, documents: watched, now };
  return {
    createProduct: createCreateProduct({ ...common, db, projectProducts, useFiles }),
    updateProduct: createUpdateProduct(common),
    createVariant: createCreateVariant(common),
    updateVariant: createUpdateVariant(common),
  };
}

/** Nobody writes before everybody has read the product. */
function readTogether(writers = WRITERS): ProductRepository {
  const allHaveRead = createBarrier(writers);
  return {
    ...documents,
    async findStored(ids) {
      const found = await documents.findStored(ids);
      await allHaveRead();
      return found;
    },
  };
}

async function store(overrides: Partial<Product> = {}): Promise<Product> {
  const product = makeProduct({ shopId, ...overrides });
  await documents.insertMany([product], now());
  await project([product.id]);
  return product;
}

const read = async ({ id }: Pick<Product, "id">) => (await documents.findByIds([id])).get(id)!;
const writers = <Result>(work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, index) => work(index)));
const eventsOf = async (name: string, id: string) =>
  (
    await db.pool.query<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox_events WHERE name = $1 AND $2 IN (payload->>'productId', payload->'subject'->>'id')`,
      [name, id],
    )
  ).rows.map(({ payload }) => payload);
const skusOf = async (productId: string) =>
  (
    await db.pool.query<{ sku: string | null }>("SELECT sku FROM stock_levels WHERE product_id = $1 ORDER BY sku", [
      productId,
    ])
  ).rows.map(({ sku }) => sku);

it("loses none of eight changes that have all read the same version, and audits each once", async () => {
  const product = await store();
  const { createVariant } = wire(readTogether());
  const option = { name: "Size", values: Array.from({ length: WRITERS }, (_, index) => `${index}`) };
  const variants = [makeVariant({ selectedOptions: [{ name: "Size", value: "none" }] })];
  const sized = { ...product, options: [{ ...option, values: ["none", ...option.values] }], variants, version: 2 };
  expect(await documents.replace(sized, 1, now())).toBe(true);

  const outcomes = await writers((index) =>
    createVariant(actor, {
      productId: product.id,
      sku: `RACE-${index}`,
      selectedOptions: [{ name: "Size", value: `${index}` }],
      prices: [{ currencyCode: "EUR", minorUnits: 100 }],
    }),
  );

  expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(Array(WRITERS).fill("changed"));
  const stored = await read(product);
  expect(stored.version).toBe(2 + WRITERS);
  expect(
    stored.variants
      .slice(1)
      .map(({ sku }) => sku)
      .sort(),
  ).toEqual(option.values.map((each) => `RACE-${each}`));
  expect(await skusOf(product.id)).toEqual([...stored.variants.map(({ sku }) => sku), null].sort(bySku));
  const audits = await Promise.all(outcomes.map(({ variantId }) => eventsOf("products.audit-recorded.v1", variantId)));
  expect(audits.map((each) => each.length)).toEqual(Array(WRITERS).fill(1));
  expect(await documents.findDirty(plusMs(now(), minutes(1)), 10)).toEqual([]);
});

const bySku = (left: string | null, right: string | null) =>
  left === right ? 0 : left === null ? 1 : right === null ? -1 : left < right ? -1 : 1;

it("does one of eight changes that expect one version, and shows the others the product as it has become", async () => {
  const product = await store();
  const { updateProduct } = wire(readTogether());
  const outcomes = await writers((index) =>
    updateProduct(actor, { productId: product.id, title: `Title ${index}`, expectedVersion: 1 }),
  );
  const { title, version } = await read(product);
  expect(version).toBe(2);
  expect(outcomes.filter(({ kind }) => kind === "changed")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.kind === "refused")
      expect(outcome).toMatchObject({ problems: [{ code: "CONFLICT" }], current: { title } });
});

it("gives one handle and one SKU to one of eight new products, and tells the others which of them is taken", async () => {
  for (const [wanted, problem] of [
    [{ handle: "the-one-lamp" }, { code: "HANDLE_TAKEN", field: ["handle"] }],
    [{ variants: [{ sku: "THE-ONE" }] }, { code: "SKU_TAKEN", field: ["variants", "0", "sku"] }],
  ] as const) {
    const allHaveLooked = createBarrier(WRITERS);
    const { createProduct } = wire({
      ...documents,
      async insert(product, dirtySince, change) {
        await allHaveLooked();
        return documents.insert(product, dirtySince, change);
      },
    });
    const outcomes = await writers((index) => createProduct(actor, { shopId, title: `Lamp ${index}`, ...wanted }));
    expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome.kind === "refused");
    expect(refused.map(({ problems }) => problems)).toEqual(Array(WRITERS - 1).fill([problem]));
  }
});

it("gives each of eight new products of one title a handle of its own", async () => {
  const allHaveLooked = createBarrier(WRITERS);
  const { createProduct } = wire({
    ...documents,
    async findIdsByHandles(handles) {
      const found = await documents.findIdsByHandles(handles);
      await allHaveLooked();
      return found;
    },
  });
  const outcomes = await writers(() => createProduct(actor, { shopId, title: "Same lamp" }));
  const handles = outcomes.map((outcome) => (outcome.kind === "created" ? outcome.product.handle : outcome.kind));
  expect(new Set(handles).size).toBe(WRITERS);
  expect(handles).toEqual(expect.arrayContaining(["same-lamp", "same-lamp-2", "same-lamp-5"]));
});

it("tells of a change once, also when the process dies between document and projection", async () => {
  const product = await store({ title: "Before" });
  const died = new Error("the process is gone");
  const dead = wire(documents, () => Promise.reject(died));
  await expect(dead.updateProduct(actor, { productId: product.id, title: "After" })).rejects.toBe(died);
  expect(await eventsOf("products.audit-recorded.v1", product.id)).toEqual([]);

  const later = () => plusMs(now(), minutes(1));
  const sweep = createProjectDirtyJob({ documents, projectProducts: project, now: later });
  const run = { attempt: 1, logger: pino({ level: "silent" }) };
  await sweep.run({}, run);
  await sweep.run({}, run);
  await project([product.id]);

  expect(await eventsOf("products.audit-recorded.v1", product.id)).toMatchObject([
    { action: "product.update", before: { title: "Before" }, after: { title: "After" } },
  ]);
  const changes = await eventsOf("products.product-changed.v1", product.id);
  expect(changes.map(({ version }) => version)).toEqual([1, 2]);
  const { rows } = await db.pool.query("SELECT title FROM product_listings WHERE product_id = $1", [product.id]);
  expect(rows).toEqual([{ title: "After" }]);
});

it("moves a SKU from one product to another whichever of them is projected first, and swaps two within one", async () => {
  const [giver, taker] = [await store(), await store()];
  const [given, taken] = [giver.variants[0]!, taker.variants[0]!];
  const unprojected = wire(documents, () => Promise.resolve());
  await unprojected.updateVariant(actor, { variantId: given.id, sku: `${given.sku}-old` });
  await wire().updateVariant(actor, { variantId: taken.id, sku: given.sku });
  expect(await skusOf(taker.id)).toEqual([given.sku]);
  expect(await skusOf(giver.id)).toEqual([`${given.sku}-old`]);

  const two = [makeVariant({ sku: "SWAP-A" }), makeVariant({ sku: "SWAP-B" })];
  const product = await store({ variants: two });
  const swapped = [
    { ...two[0]!, sku: "SWAP-B" },
    { ...two[1]!, sku: "SWAP-A" },
  ];
  await documents.replace({ ...product, variants: swapped, version: 2 }, 1, now());
  await project([product.id]);
  const levels = await db.stock.findLevelsBySku(["SWAP-A", "SWAP-B"]);
  expect([levels.get("SWAP-A")!.variantId, levels.get("SWAP-B")!.variantId]).toEqual([two[1]!.id, two[0]!.id]);
});

it("keeps no product on sale that was written while its shop closed", async () => {
  const closing = newId("shop", now());
  const product = makeProduct({ shopId: closing, title: "Late" });
  await db.transaction(({ closedShops }) => closedShops.add(closing));
  await documents.insertMany([product], now());
  await project([product.id]);
  expect(await read(product)).toMatchObject({ status: "ARCHIVED" });
  const { rows } = await db.pool.query("SELECT 1 FROM product_listings WHERE product_id = $1", [product.id]);
  expect(rows).toEqual([]);
});
