import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GUEST, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import { makeProduct } from "../testing/make-product.ts";
import { aMember, aPerson, createReviewScene, moderator, SHOP } from "../testing/review-scene.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { storeReview } from "../testing/store-review.ts";

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

describe("the shop's reply", () => {
  const reply = (reviewId: string, text: string | null, viewer: Viewer) =>
    scene.mutate("reviewReply", { reviewId, text }, viewer);

  it("is set, changed and taken away by members who may, and audited without its words", async () => {
    const review = await created();
    const seller = aMember(SHOP, "CATALOG");
    expect((await reply(review.id, " Thank you! ", seller)).review!["reply"]).toEqual({
      text: "Thank you!",
      shop: { id: SHOP },
    });
    await reply(review.id, "Thanks.", aMember(SHOP, "OWNER"));
    expect((await scene.look(review.id))!["reply"]).toMatchObject({ text: "Thanks." });
    expect((await reply(review.id, null, seller)).review!["reply"]).toBeNull();
    const records = await scene.auditsOf(review.id);
    expect(records.map(({ action, after }) => ({ action, after }))).toEqual(
      ["[personal]", "[personal]", null].map((kept) => ({
        action: "review.reply",
        after: { shopId: SHOP, reply: kept },
      })),
    );
    expect(JSON.stringify(records)).not.toContain("Thank");
    expect((await scene.look(review.id))!.version).toBe(1);
  });

  it("is refused to everybody else, and when it is too long", async () => {
    const review = await created();
    const missing = [{ code: "NOT_FOUND", field: ["reviewId"] }];
    const others = [aMember(newId("shop", new Date()), "OWNER"), aMember(SHOP, "FULFILLMENT"), mia, moderator];
    for (const viewer of others) expect((await reply(review.id, "Hello", viewer)).userErrors).toEqual(missing);
    expect((await reply(review.id, "Hello", GUEST)).errors).toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
    expect((await reply(review.id, "x".repeat(501), aMember(SHOP, "OWNER"))).userErrors).toEqual([
      { code: "REPLY_TOO_LONG", field: ["text"] },
    ]);
    expect((await scene.look(review.id))!["reply"]).toBeNull();
    expect(await scene.auditsOf(review.id)).toEqual([]);
  });
});

describe("moderation", () => {
  it("hides a review from all but its author and moderators, with its stars, and shows it again", async () => {
    const review = await created({ rating: 1 });
    await storeReview(test.database, product, { rating: 5 });
    expect((await scene.moderate(review.id, "HIDE")).userErrors).toEqual([]);
    expect(await scene.ratingOf(product)).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });
    for (const viewer of [GUEST, aPerson(), aMember(SHOP, "OWNER")])
      expect(await scene.look(review.id, viewer)).toBeNull();
    expect(await scene.look(review.id, mia)).toMatchObject({
      status: "HIDDEN",
      moderationReason: "Rude.",
      reports: null,
    });
    expect(await scene.look(review.id, moderator)).toMatchObject({ status: "HIDDEN", reports: [] });

    await scene.update({ reviewId: review.id, rating: 2 }, mia);
    expect(await scene.ratingOf(product)).toMatchObject({ count: 1 });
    expect((await scene.moderate(review.id, "HIDE")).userErrors).toEqual([{ code: "WRONG_STATUS", field: ["action"] }]);
    expect((await scene.moderate(review.id, "SHOW", moderator, "Better now.")).review).toMatchObject({
      status: "PUBLISHED",
    });
    expect(await scene.look(review.id)).toMatchObject({ moderationReason: null });
    expect(await scene.ratingOf(product)).toEqual({ average: 3.5, count: 2, bars: [1, 0, 0, 1, 0] });
    expect(await scene.wrongRatings()).toEqual([]);
    expect(await scene.auditsOf(review.id)).toMatchObject([
      { action: "review.moderate", actor: { userId: moderator.userId }, after: { status: "HIDDEN", reason: "Rude." } },
      { action: "review.moderate", after: { status: "PUBLISHED", reason: "Better now." } },
    ]);
  });

  it("takes the right with a hidden review that is deleted, so that deleting does not undo a decision", async () => {
    const review = await created();
    await scene.moderate(review.id, "HIDE");
    await scene.remove({ reviewId: review.id }, mia);
    expect((await create()).userErrors).toEqual([{ code: "NOT_FOUND", field: ["orderLineId"] }]);
    expect(await scene.wrongRatings()).toEqual([]);
  });

  it("is for its scope alone, and needs a reason", async () => {
    const review = await created();
    for (const viewer of [aPerson("order:read"), mia, aMember(SHOP, "OWNER")]) {
      expect((await scene.moderate(review.id, "HIDE", viewer)).errors).toMatchObject([
        { extensions: { code: "FORBIDDEN" } },
      ]);
    }
    expect((await scene.moderate(review.id, "SHOW", moderator, " ")).userErrors).toEqual([
      { code: "WRONG_STATUS", field: ["action"] },
      { code: "REASON_EMPTY", field: ["reason"] },
    ]);
    expect(await scene.look(review.id)).toMatchObject({ status: "PUBLISHED" });
    expect(await scene.auditsOf(review.id)).toEqual([]);
  });

  it("lists what was reported, once per person, until somebody has decided", async () => {
    const review = await created();
    const report = (viewer: Viewer, reason = "SPAM") =>
      scene.mutate("reviewReport", { reviewId: review.id, reason }, viewer);
    const [ada, bob] = [aPerson(), aPerson()];
    expect((await report(mia)).userErrors).toEqual([{ code: "OWN_REVIEW", field: ["reviewId"] }]);
    expect((await report(ada)).userErrors).toEqual([]);
    expect((await report(ada, "OTHER")).userErrors).toEqual([{ code: "ALREADY_REPORTED", field: ["reviewId"] }]);
    await report(bob);

    const reported = async (viewer: Viewer) =>
      test.graphql(
        `query ($shop: ID!) { reviews(first: 5, filter: { shopId: $shop, reported: true }) {
          totalCount nodes { id reports { reason count } } } }`,
        { shop: SHOP },
        { viewer },
      );
    expect((await reported(moderator)).data!["reviews"]).toEqual({
      totalCount: 1,
      nodes: [{ id: review.id, reports: [{ reason: "SPAM", count: 2 }] }],
    });
    expect((await reported(ada)).errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect((await reported(GUEST)).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    await scene.moderate(review.id, "KEEP", moderator, "It is fine.");
    expect((await reported(moderator)).data!["reviews"]).toEqual({ totalCount: 0, nodes: [] });
    expect((await report(bob)).userErrors).toEqual([{ code: "ALREADY_REPORTED", field: ["reviewId"] }]);
  });
});
