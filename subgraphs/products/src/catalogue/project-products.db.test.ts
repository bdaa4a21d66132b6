import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import { createProjectDirtyJob } from "../jobs/project-dirty.ts";
import { makeProduct } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { createCategoryRepository } from "./category.repository.ts";
import { createProductRepository } from "./product.repository.ts";
import type { Product } from "./product.ts";
import { createProjectProducts } from "./project-products.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const db = await openTestDatabase();
const mongo = connectMongo(inject("mongoUrl"), `plexus_products_test_${randomUUID().slice(0, 8)}`);
const documents = createProductRepository(mongo.database);
const categories = createCategoryRepository(mongo.database);
const dropped: string[] = [];
const cache = { drop: async (ids: readonly string[]) => void dropped.push(...ids) };
const now = () => NOW;
const projectProducts = createProjectProducts({ db, documents, categories, cache, now });

beforeAll(() => documents.ensureIndexes());
afterAll(async () => {
  await mongo.database.dropDatabase();
  await Promise.all([mongo.close(), db.close()]);
});

const titlesOf = async (product: Product): Promise<string[]> =>
  (await db.pool.query("SELECT title FROM product_listings WHERE product_id = $1", [product.id])).rows.map(
    ({ title }: { title: string }) => title,
  );
const eventsOf = async (product: Product): Promise<unknown[]> =>
  (
    await db.pool.query(
      "SELECT payload FROM outbox_events WHERE payload->>'productId' = $1 ORDER BY (payload->>'version')::int",
      [product.id],
    )
  ).rows.map(({ payload }: { payload: unknown }) => payload);
const dirtyIds = () => documents.findDirty(plusMs(NOW, seconds(60)), 100);
const stateOf = ({ id: productId, shopId }: Product, version: number, status: string) => ({
  productId,
  shopId,
  version,
  status,
});

it("lists what is on sale, tells of it once, gives new variants a level, and takes off what is not on sale any more", async () => {
  const product = makeProduct({ title: "Kettle" });
  await documents.insertMany([product], NOW);
  expect(await dirtyIds()).toContain(product.id);

  await projectProducts([product.id]);
  await projectProducts([product.id]);

  expect(await titlesOf(product)).toEqual(["Kettle"]);
  expect(await eventsOf(product)).toEqual([stateOf(product, 1, "ACTIVE")]);
  expect(await dirtyIds()).not.toContain(product.id);
  expect(dropped).toContain(product.id);
  const levels = await db.stock.findLevels([product.variants[0]!.id]);
  expect([...levels.values()].map(({ available }) => available)).toEqual([0]);

  expect(await documents.replace({ ...product, status: "ARCHIVED", version: 2 }, 1, NOW)).toBe(true);
  await projectProducts([product.id]);

  expect(await titlesOf(product)).toEqual([]);
  expect(await eventsOf(product)).toEqual([stateOf(product, 1, "ACTIVE"), stateOf(product, 2, "ARCHIVED")]);
});

it("never lets an older state, read earlier and written later, replace a newer one, also when the newer one took it off", async () => {
  for (const newer of [{ title: "New" }, { status: "ARCHIVED" as const }]) {
    const product = makeProduct({ title: "Old" });
    await documents.insertMany([product], NOW);
    const [hasRead, mayGoOn] = [createBarrier(2), createBarrier(2)];
    const slow = createProjectProducts({
      db,
      documents: {
        ...documents,
        async findStored(ids) {
          const found = await documents.findStored(ids);
          await hasRead();
          await mayGoOn();
          return found;
        },
      },
      categories,
      cache,
      now,
    });
    const late = slow([product.id]);
    await hasRead();
    await documents.replace({ ...product, ...newer, version: 2 }, 1, NOW);
    await projectProducts([product.id]);
    await mayGoOn();
    await late;

    expect(await titlesOf(product)).toEqual("title" in newer ? ["New"] : []);
    expect(await eventsOf(product)).toHaveLength(1);
    expect(await dirtyIds()).not.toContain(product.id);
  }
});

it("leaves a document dirty whose state has changed since it was read", async () => {
  const product = makeProduct();
  await documents.insertMany([product], NOW);
  const meddled = createProjectProducts({
    db,
    documents,
    categories,
    cache: { drop: async () => void (await documents.replace({ ...product, title: "Since", version: 2 }, 1, NOW)) },
    now,
  });

  await meddled([product.id]);

  expect(await dirtyIds()).toContain(product.id);
});

it("is made good by the sweep after a process died between document and lists", async () => {
  const product = makeProduct({ title: "Left behind" });
  const recent = makeProduct({ title: "Being written" });
  await documents.insertMany([product], plusMs(NOW, -seconds(6)));
  await documents.insertMany([recent], plusMs(NOW, -seconds(4)));
  const logger = pino({ level: "silent" });

  await createProjectDirtyJob({ documents, projectProducts, now: () => NOW }).run({}, { attempt: 1, logger });

  expect(await titlesOf(product)).toEqual(["Left behind"]);
  expect(await eventsOf(product)).toEqual([stateOf(product, 1, "ACTIVE")]);
  expect(await titlesOf(recent)).toEqual([]);
  expect(await dirtyIds()).toContain(recent.id);
});

it("lets no two products have one handle, current or former, and no two variants one SKU", async () => {
  const first = makeProduct({ handle: "walnut-desk", formerHandles: ["oak-desk"] });
  await documents.insertMany([first], null);
  const sku = first.variants[0]!.sku;

  for (const clash of [
    makeProduct({ handle: "oak-desk" }),
    makeProduct({ handle: "pine-desk", formerHandles: ["walnut-desk"] }),
    makeProduct({ variants: [{ ...makeProduct().variants[0]!, sku }] }),
  ]) {
    await expect(documents.insertMany([clash], null)).rejects.toMatchObject({ code: 11000 });
  }
});
