import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { idFromBytes, type ShopId } from "#platform/ids/id.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { seedProducts } from "../../../prisma/products/seed.ts";
import { createProductRepository } from "./catalogue/product.repository.ts";

const SLUGS = ["harbour-roasters", "fjord-and-fell", "oak-and-linen", "lumen-electronics", "pagewell-books"];
const shops = SLUGS.map((slug, index) => ({
  id: idFromBytes("shop", new Uint8Array(16).fill(index + 1)) as ShopId,
  name: slug,
  slug,
}));

const mongoDatabase = `plexus_products_test_${randomUUID().slice(0, 8)}`;
const databaseUrl = await cloneTestDatabase("products");
const pool = new pg.Pool({ connectionString: databaseUrl });
const mongo = connectMongo(inject("mongoUrl"), mongoDatabase);
afterAll(async () => {
  await mongo.database.dropDatabase();
  await Promise.all([mongo.close(), pool.end()]);
});

const seed = (options: { products: number; onProgress?: (done: number, total: number) => void; s3?: boolean }) =>
  seedProducts({
    databaseUrl,
    mongoUrl: inject("mongoUrl"),
    mongoDatabase,
    shops,
    products: options.products,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(options.s3 ? { s3: inject("s3") } : {}),
  });

const documents = () => mongo.database.collection("products").find({}).sort({ _id: 1 }).toArray();
const rowsOf = async (table: string, order: string) =>
  (await pool.query(`SELECT * FROM ${table} ORDER BY ${order}`)).rows;
const everything = async () => ({
  products: await documents(),
  categories: await mongo.database.collection("categories").find({}).sort({ _id: 1 }).toArray(),
  listings: await rowsOf("product_listings", "product_id"),
  levels: await rowsOf("stock_levels", "variant_id"),
  reviews: await rowsOf("reviews", "id"),
  ratings: await rowsOf("product_ratings", "product_id"),
});

it("fills the catalogue, reports its progress, and makes the very same again when it is run again", async () => {
  const progress: number[] = [];
  await seed({ products: 600, onProgress: (done) => progress.push(done) });
  const first = await everything();
  expect(progress).toEqual([500, 600]);
  expect(first.products).toHaveLength(600);
  expect(first.listings).toHaveLength(600);
  expect(new Set(first.products.map(({ shopId }) => shopId as string))).toEqual(new Set(shops.map(({ id }) => id)));
  expect(first.levels).toHaveLength(first.products.flatMap(({ variants }) => variants as unknown[]).length);
  expect(first.categories).toHaveLength(32);
  expect(first.ratings).toHaveLength(60);
  const stars = first.ratings.map(({ count }) => count as number).reduce((total, count) => total + count, 0);
  expect(first.reviews).toHaveLength(stars);

  await seed({ products: 600 });
  expect(await everything()).toEqual(first);
});

it("has something of everything that a shop can meet", async () => {
  const products = [
    ...(
      await createProductRepository(mongo.database).findByIds((await documents()).map(({ _id }) => String(_id)))
    ).values(),
  ];
  const variants = products.flatMap((product) => product.variants);
  const counts = products.map((product) => product.variants.length);
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 12]);
  const currencies = new Set(variants.flatMap(({ prices }) => prices.map(({ currency }) => currency)));
  expect(currencies).toEqual(new Set(["EUR", "USD", "JPY", "KWD"]));
  expect(variants.every(({ prices }) => prices.some(({ currency }) => currency === "EUR"))).toBe(true);
  const prices = variants.flatMap((variant) => variant.prices);
  expect(
    prices.every(({ minor, compareAtMinor }) => minor > 0n && (compareAtMinor === null || compareAtMinor > minor)),
  ).toBe(true);
  expect(prices.some(({ compareAtMinor }) => compareAtMinor !== null)).toBe(true);
  expect(new Set(products.map(({ title }) => title)).size).toBe(600);
  const { rows } = await pool.query<{ some_low: boolean; some_out: boolean; some_sold: boolean }>(
    `SELECT bool_or(available BETWEEN 1 AND 5) AS some_low, bool_or(available = 0) AS some_out, bool_or(sold > 0) AS some_sold
     FROM stock_levels`,
  );
  expect(rows).toEqual([{ some_low: true, some_out: true, some_sold: true }]);
  expect(new Set(products.flatMap(({ media }) => media.map(({ url }) => url))).size).toBe(54);
});

it("leaves stock and edited products as they are, and mends what another version of it made", async () => {
  const repository = createProductRepository(mongo.database);
  const [one, other] = (await documents()).map(({ _id }) => String(_id));
  const found = await repository.findByIds([one!, other!]);
  const [edited, outdated] = [found.get(one!)!, found.get(other!)!];
  await repository.replace({ ...edited, title: "By hand", version: 2 }, 1, null);
  await repository.replace({ ...outdated, title: "By an older seed" }, 1, null);
  const variantId = outdated.variants[0]!.id;
  await pool.query("UPDATE stock_levels SET available = 3, stocked = 3 + sold WHERE variant_id = $1", [variantId]);

  await seed({ products: 600 });

  const now = await repository.findByIds([one!, other!]);
  expect([now.get(one!)!.title, now.get(other!)!.title]).toEqual(["By hand", outdated.title]);
  const { rows } = await pool.query("SELECT available FROM stock_levels WHERE variant_id = $1", [variantId]);
  expect(rows).toEqual([{ available: 3 }]);
});

it("stores its pictures where everyone can read them", async () => {
  await seed({ products: 5, s3: true });
  const first = await mongo.database.collection("products").findOne({ handle: /-0$/ });
  const [picture] = first!["media"] as { url: string }[];
  const response = await fetch(picture!.url);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(8, 12)
      .toString(),
  ).toBe("WEBP");
});
