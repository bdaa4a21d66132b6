import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GUEST, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import { makeProduct } from "../testing/make-product.ts";
import { aMember, aPerson, createReviewScene, moderator, SHOP } from "../testing/review-scene.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { readFile } from "../testing/store-file.ts";
import { MAX_WRITES_A_DAY } from "./review.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
let scene: ReturnType<typeof createReviewScene>;
beforeAll(async () => {
  test = await startTestProducts();
  scene = createReviewScene(test);
});
afterAll(() => test.close());

let mia: UserViewer;
let product: Product;
let lineId: string;

beforeEach(async () => {
  mia = aPerson();
  product = makeProduct({ shopId: SHOP });
  await test.store([product]);
  lineId = await scene.buy(product, mia);
});

const create = (input: object = {}, viewer: Viewer = mia) =>
  scene.mutate("reviewCreate", { orderLineId: lineId, rating: 4, ...input }, viewer);
const created = async (input: object = {}) => (await create(input)).review!;

describe("writing", () => {
  it("publishes what a buyer thinks, with pictures, and counts the stars for the product and the shop", async () => {
    const imageFileIds = [await scene.anImage(mia), await scene.anImage(mia)];
    const { review, userErrors } = await create({
      rating: 5,
      title: " Fine ",
      comment: "Soft.\r\nWarm.",
      imageFileIds,
    });
    expect(userErrors).toEqual([]);
    expect(review).toEqual({
      id: review!.id,
      ...{ rating: 5, title: "Fine", comment: "Soft.\nWarm.", status: "PUBLISHED", version: 1, isVerified: true },
      ...{ moderationReason: null, reply: null, reports: null },
      author: { id: mia.userId },
      product: { id: product.id },
      images: imageFileIds.map((id) => ({ id })),
    });
    expect(await scene.look(review!.id)).toEqual(review);
    expect(await scene.ratingOf(product)).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });
    expect(await readFile(test.pool, imageFileIds[0]!)).toMatchObject({ status: "ATTACHED", reference: review!.id });
    expect(await scene.wrongRatings()).toEqual([]);
  });

  it("refuses a second review of one purchase, and takes one for another purchase of the same", async () => {
    const first = await created();
    expect(await create({ rating: 1 })).toMatchObject({
      review: null,
      userErrors: [{ code: "ALREADY_REVIEWED", field: ["orderLineId"] }],
    });
    expect((await scene.look(first.id))!.rating).toBe(4);
    expect((await create({ orderLineId: await scene.buy(product, mia), rating: 5 })).review).not.toBeNull();
    expect(await scene.ratingOf(product)).toEqual({ average: 4.5, count: 2, bars: [1, 1, 0, 0, 0] });
  });

  it("tells everything that is wrong at once, and writes nothing", async () => {
    const [ready, pending, taken, avatar, foreign] = await Promise.all([
      scene.anImage(mia),
      scene.anImage(mia, { status: "PENDING" }),
      scene.anImage(mia, { status: "ATTACHED", reference: "rev_other" }),
      scene.anImage(mia, { purpose: "AVATAR" }),
      scene.anImage(aPerson()),
    ]);
    const { review, userErrors } = await create({
      ...{ orderLineId: newId("oln", new Date()), rating: 9, title: "a\u0000", comment: "c".repeat(501) },
      imageFileIds: [ready, pending, taken, avatar, foreign],
    });
    expect(review).toBeNull();
    expect(userErrors).toEqual([
      { code: "NOT_FOUND", field: ["orderLineId"] },
      { code: "RATING_OUT_OF_RANGE", field: ["rating"] },
      { code: "TITLE_UNPRINTABLE", field: ["title"] },
      { code: "COMMENT_TOO_LONG", field: ["comment"] },
      { code: "IMAGE_NOT_READY", field: ["imageFileIds", "1"] },
      { code: "IMAGE_TAKEN", field: ["imageFileIds", "2"] },
      { code: "IMAGE_NOT_FOUND", field: ["imageFileIds", "3"] },
      { code: "IMAGE_NOT_FOUND", field: ["imageFileIds", "4"] },
    ]);
    expect(await scene.rowsOf(product)).toEqual([]);
    expect(await scene.ratingOf(product)).toEqual({ average: null, count: 0, bars: [0, 0, 0, 0, 0] });
    expect(await readFile(test.pool, ready)).toMatchObject({ status: "READY", reference: null });
  });

  it("is for who bought it: another's line is as missing as none, guests' orders and lines without an id give no right", async () => {
    const unknown = await create({ orderLineId: newId("oln", new Date()) }, mia);
    expect(unknown.userErrors).toEqual([{ code: "NOT_FOUND", field: ["orderLineId"] }]);
    expect(await create({}, aPerson())).toEqual(unknown);
    expect(await create({ orderLineId: await scene.buy(product, null) })).toEqual(unknown);
    expect(await create({ orderLineId: await scene.buy(product, mia, { lineId: undefined }) })).toEqual(unknown);
    expect(await create({ orderLineId: "oln_'; DROP TABLE reviews" })).toEqual(unknown);
    expect((await create({}, GUEST)).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    expect(await scene.rowsOf(product)).toEqual([]);
  });

  it("is not for members of the shop that sold it", async () => {
    const seller = aMember(SHOP, "FULFILLMENT");
    const own = await scene.buy(product, seller);
    expect((await create({ orderLineId: own }, seller)).userErrors).toEqual([
      { code: "OWN_PRODUCT", field: ["orderLineId"] },
    ]);
    expect(await scene.rowsOf(product)).toEqual([]);
  });

  it("ends for the day after so many writes, and what was refused does not count", async () => {
    const review = await created();
    await test.pool.query("UPDATE reviewers SET writes = $2 WHERE user_id = $1", [mia.userId, MAX_WRITES_A_DAY - 1]);
    await scene.update({ reviewId: review.id, rating: 7 }, mia);
    expect((await scene.update({ reviewId: review.id, rating: 3 }, mia)).userErrors).toEqual([]);
    expect((await scene.update({ reviewId: review.id, rating: 2 }, mia)).userErrors).toEqual([
      { code: "TOO_MANY_WRITES", field: null },
    ]);
    expect((await scene.look(review.id))!.rating).toBe(3);
    await test.pool.query("UPDATE reviewers SET day = day - 1 WHERE user_id = $1", [mia.userId]);
    expect((await scene.update({ reviewId: review.id, rating: 2 }, mia)).userErrors).toEqual([]);
  });
});

describe("changing and deleting", () => {
  it("changes what is given, exchanges pictures, moves the stars, and refuses an outdated version", async () => {
    const [first, second] = [await scene.anImage(mia), await scene.anImage(mia)];
    const review = await created({ rating: 2, title: "Was", comment: "There", imageFileIds: [first] });
    const changed = await scene.update(
      {
        reviewId: review.id,
        rating: 5,
        title: null,
        imageFileIds: [second],
        expectedVersion: 1,
      },
      mia,
    );
    expect(changed.review).toMatchObject({
      rating: 5,
      title: null,
      comment: "There",
      version: 2,
      images: [{ id: second }],
    });
    expect(await readFile(test.pool, first)).toMatchObject({ status: "READY", reference: null });
    expect(await scene.ratingOf(product)).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });

    const outdated = await scene.update({ reviewId: review.id, rating: 1, expectedVersion: 1 }, mia);
    expect(outdated.userErrors).toEqual([{ code: "CONFLICT", field: ["expectedVersion"] }]);
    expect(outdated.review).toEqual(changed.review);
    expect(await scene.ratingOf(product)).toMatchObject({ average: 5 });
  });

  it("deletes it with its stars and frees its pictures; it may be written anew", async () => {
    const image = await scene.anImage(mia);
    const review = await created({ imageFileIds: [image] });
    expect((await scene.remove({ reviewId: review.id, expectedVersion: 9 }, mia)).userErrors).toEqual([
      { code: "CONFLICT", field: ["expectedVersion"] },
    ]);
    expect(await scene.remove({ reviewId: review.id }, mia)).toMatchObject({
      deletedReviewId: review.id,
      userErrors: [],
    });
    expect(await scene.look(review.id, mia)).toBeNull();
    expect(await scene.ratingOf(product)).toEqual({ average: null, count: 0, bars: [0, 0, 0, 0, 0] });
    expect(await readFile(test.pool, image)).toMatchObject({ status: "READY" });
    expect((await create({ imageFileIds: [image] })).userErrors).toEqual([]);
  });

  it("is for the author alone: for others it is as if it were not there, and stays as it is", async () => {
    const review = await created();
    const before = await scene.rowsOf(product);
    for (const viewer of [aPerson(), aMember(SHOP, "OWNER"), moderator]) {
      const missing = [{ code: "NOT_FOUND", field: ["reviewId"] }];
      expect((await scene.update({ reviewId: review.id, rating: 1 }, viewer)).userErrors).toEqual(missing);
      expect((await scene.remove({ reviewId: review.id }, viewer)).userErrors).toEqual(missing);
    }
    expect(await scene.rowsOf(product)).toEqual(before);
  });
});
