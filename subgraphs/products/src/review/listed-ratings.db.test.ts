import { afterAll, beforeAll, expect, it } from "vitest";
import { toListedProduct } from "../catalogue/to-listed-product.ts";
import type { ProductsDatabase } from "../database.ts";
import { makeProduct } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { storeProducts } from "../testing/store-product.ts";
import { countStars } from "./count-stars.ts";

let database: ProductsDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it("lists show what published reviews amount to, cut to tenths, also after the product has left them and come back", async () => {
  const product = makeProduct();
  await storeProducts(database, [product]);
  const review = (rating: number) =>
    ({ productId: product.id, shopId: product.shopId, rating, status: "PUBLISHED" }) as const;
  const listed = async () => {
    const { rows } = await database.pool.query<{ tenths: number; count: number }>(
      "SELECT rating_average_tenths AS tenths, rating_count AS count FROM product_listings",
    );
    return rows;
  };

  await database.transaction((store) => countStars(store, null, review(5)));
  await database.transaction((store) => countStars(store, null, review(4)));
  await database.transaction((store) => countStars(store, null, review(4)));
  expect(await listed()).toEqual([{ tenths: 43, count: 3 }]);

  await database.transaction(({ listings }) => listings.remove([product.id]));
  await database.transaction(({ listings }) => listings.save([toListedProduct(product, new Map())]));
  expect(await listed()).toEqual([{ tenths: 43, count: 3 }]);

  for (const rating of [5, 4, 4]) await database.transaction((store) => countStars(store, review(rating), null));
  expect(await listed()).toEqual([{ tenths: 0, count: 0 }]);
});
