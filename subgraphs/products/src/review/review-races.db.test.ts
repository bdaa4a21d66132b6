import { afterAll, beforeAll, expect, it } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { newId } from "#platform/ids/id.ts";
import type { ProductsDatabase } from "../database.ts";
import { makeProduct } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { aPerson } from "../testing/review-scene.ts";
import { storeReview, storeRight } from "../testing/store-review.ts";
import type { ReviewRight } from "./review.ts";
import { wireReviews } from "./wire-reviews.ts";

let db: ProductsDatabase;
beforeAll(async () => void (db = await openTestDatabase({ connections: 20 })));
afterAll(() => db.close());

const now = () => new Date();
const actor = (viewer = aPerson()) => ({ viewer, requestId: "test" });

/** The same database, whose transactions all have begun before any of them goes on. */
function crowded(parties: number) {
  const arrive = createBarrier(parties);
  const transaction: ProductsDatabase["transaction"] = (work, requestId) =>
    db.transaction(async (store) => {
      await arrive();
      return work(store);
    }, requestId);
  return wireReviews({ db: { transaction }, now }).useCases;
}

const wrong = () => db.transaction(({ ratings }) => ratings.findWrong());
const ratingOf = async (productId: string) => (await db.reviews.findRatings([productId])).get(productId);

it("writes one review for one order line, however many are sent at once", async () => {
  const product = makeProduct();
  const viewer = aPerson();
  const { orderLineId } = await storeRight(db, product, viewer.userId);
  const { createReview } = crowded(10);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, index) => createReview(actor(viewer), { orderLineId, rating: 1 + (index % 5) })),
  );
  const kinds = outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.problems[0]!.code : outcome.kind));
  expect(kinds.toSorted()).toEqual([...Array<string>(9).fill("ALREADY_REVIEWED"), "created"]);
  expect((await ratingOf(product.id))!.count).toBe(1);
  expect(await wrong()).toEqual([]);
});

it("loses no star when fifty people review one product at once", async () => {
  const product = makeProduct();
  const people = Array.from({ length: 50 }, () => aPerson());
  const lines: ReviewRight[] = [];
  for (const { userId } of people) lines.push(await storeRight(db, product, userId));
  const { createReview } = crowded(20);
  const outcomes = await Promise.all(
    people.map((viewer, index) =>
      createReview(actor(viewer), { orderLineId: lines[index]!.orderLineId, rating: 1 + (index % 5) }),
    ),
  );
  expect(outcomes.filter(({ kind }) => kind !== "created")).toEqual([]);
  expect(await ratingOf(product.id)).toEqual({ average: 3, count: 50, stars: [10, 10, 10, 10, 10] });
  expect(await wrong()).toEqual([]);
});

it("makes one of several changes that expect the same version", async () => {
  const product = makeProduct();
  const viewer = aPerson();
  const review = await storeReview(db, product, { authorId: viewer.userId, rating: 3 });
  const { updateReview } = crowded(5);
  const outcomes = await Promise.all(
    [1, 2, 4, 5, 5].map((rating) => updateReview(actor(viewer), { reviewId: review.id, rating, expectedVersion: 1 })),
  );
  expect(outcomes.filter(({ kind }) => kind === "updated")).toHaveLength(1);
  expect((await ratingOf(product.id))!.count).toBe(1);
  expect(await wrong()).toEqual([]);
});

it("keeps stars right while one is hidden, changed and deleted at the same time", async () => {
  const product = makeProduct();
  const viewer = aPerson();
  const review = await storeReview(db, product, { authorId: viewer.userId, rating: 3 });
  const { updateReview, deleteReview, moderateReview } = crowded(4);
  const hide = () => moderateReview(actor(), { reviewId: review.id, action: "HIDE", reason: "Spam." });
  const [first, second] = await Promise.all([
    hide(),
    hide(),
    updateReview(actor(viewer), { reviewId: review.id, rating: 5 }),
    deleteReview(actor(viewer), { reviewId: review.id }),
  ]);
  expect([first, second].filter(({ kind }) => kind === "moderated").length).toBeLessThan(2);
  expect((await ratingOf(product.id))!.count).toBe(0);
  expect(await wrong()).toEqual([]);
});

it("leaves nothing of a person whose review is on its way while they are forgotten", async () => {
  const product = makeProduct();
  const viewer = aPerson();
  const { orderLineId } = await storeRight(db, product, viewer.userId);
  const arrive = createBarrier(2);
  const transaction: ProductsDatabase["transaction"] = (work, requestId) =>
    db.transaction(async (store) => {
      await arrive();
      return work(store);
    }, requestId);
  const { createReview } = wireReviews({ db: { transaction }, now }).useCases;
  await Promise.allSettled([
    createReview(actor(viewer), { orderLineId, rating: 1 }),
    transaction(async ({ reviewers, reviews }) => {
      await reviewers.forget(viewer.userId, now());
      await reviews.forgetAuthor(viewer.userId);
    }),
  ]);
  const { rows } = await db.pool.query("SELECT id FROM reviews WHERE author_id = $1", [viewer.userId]);
  expect(rows).toEqual([]);
  await expect(createReview(actor(viewer), { orderLineId, rating: 1 })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

it("finds a rating that is not what its reviews amount to", async () => {
  const product = makeProduct({ shopId: newId("shop", now()) });
  await storeReview(db, product, { rating: 3 });
  await db.pool.query("UPDATE product_ratings SET count = 2, sum = 8, stars = '{0,0,1,0,1}' WHERE product_id = $1", [
    product.id,
  ]);
  expect(await wrong()).toEqual([product.id]);
  await db.pool.query("UPDATE product_ratings SET count = 1, sum = 3, stars = '{0,0,1,0,0}' WHERE product_id = $1", [
    product.id,
  ]);
});
