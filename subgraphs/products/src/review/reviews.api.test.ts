import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GUEST, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { Product } from "../catalogue/product.ts";
import { makeProduct } from "../testing/make-product.ts";
import { aMember, aPerson, type ReviewAnswer } from "../testing/review-scene.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { readFile, storeFile } from "../testing/store-file.ts";
import { storeReview } from "../testing/store-review.ts";
import { MAX_WRITES_A_DAY } from "./review.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => void (test = await startTestProducts()));
afterAll(() => test.close());

const SHOP = newId("shop", new Date()) as ShopId;
const moderator = aPerson("review:moderate");
let mia: UserViewer;
let product: Product;
let lineId: string;

beforeEach(async () => {
  mia = aPerson();
  product = makeProduct({ shopId: SHOP });
  await test.store([product]);
  lineId = await buy(mia);
});

/** The event of a paid order of one line; returns the line's id. */
async function buy(viewer: UserViewer | null, overrides: object = {}): Promise<string> {
  const id = newId("oln", new Date());
  const named = { lineId: id, productId: product.id, shopId: product.shopId };
  const line = { variantId: product.variants[0]!.id, title: "A", variantTitle: "B", quantity: 1, totalMinor: "1" };
  const payload = {
    ...{ orderId: newId("ord", new Date()), number: "1", cartId: newId("cart", new Date()) },
    ...{ customerId: viewer?.userId ?? null, email: "a@b.test", accessKey: "key", fullName: "A" },
    lines: [{ ...line, ...named, ...overrides }],
    ...{ totalMinor: "1", currency: "EUR", paidAt: "2026-11-23T10:03:12.345Z" },
  };
  const event = { id: newId("evt", new Date()), name: OrderPaid.name, payload };
  await test.deliver(event);
  await test.deliver(event);
  return id;
}

const REVIEW = `id rating title comment status version isVerified moderationReason author { id } product { id }
  images { id } reply { text shop { id } } reports { reason count }`;

async function mutate(name: string, input: object, viewer: Viewer = mia, answer = `review { ${REVIEW} }`) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await test.graphql(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} userErrors { code field } } }`,
    { input },
    { viewer },
  );
  return { errors, ...(data?.[name] as ReviewAnswer) };
}
const create = (input: object = {}, viewer?: Viewer) =>
  mutate("reviewCreate", { orderLineId: lineId, rating: 4, ...input }, viewer);
const created = async (input: object = {}, viewer?: Viewer) => (await create(input, viewer)).review!;
const update = (input: object, viewer?: Viewer) => mutate("reviewUpdate", input, viewer);
const remove = (input: object, viewer?: Viewer) =>
  mutate("reviewDelete", input, viewer, `deletedReviewId review { ${REVIEW} }`);
const moderate = (reviewId: string, action: string, viewer: Viewer = moderator, reason = "Rude.") =>
  mutate("reviewModerate", { reviewId, action, reason }, viewer);

async function look(id: string, viewer: Viewer = GUEST) {
  const { data } = await test.graphql(`query ($id: ID!) { review(id: $id) { ${REVIEW} } }`, { id }, { viewer });
  return data!["review"] as ReviewAnswer["review"];
}

async function ratingNow() {
  const { data, errors } = await test.graphql(
    "query ($id: ID!) { product(id: $id) { rating { average count histogram { stars count } } } }",
    { id: product.id },
  );
  expect(errors).toBeUndefined();
  const { average, count, histogram } = (
    data!["product"] as {
      rating: { average: number | null; count: number; histogram: { stars: number; count: number }[] };
    }
  ).rating;
  return { average, count, bars: histogram.map((bar) => bar.count) };
}

async function rows() {
  const { rows: found } = await test.pool.query("SELECT * FROM reviews WHERE product_id = $1 ORDER BY id", [
    product.id,
  ]);
  return found as Record<string, unknown>[];
}
const wrongRatings = () => test.database.transaction(({ ratings }) => ratings.findWrong());
const anImage = (viewer: UserViewer = mia, file: object = {}) =>
  storeFile(test.pool, { ownerId: viewer.userId, purpose: "REVIEW_IMAGE", ...file });
const audits = async (id: string) =>
  (
    await test.pool.query<{ payload: Record<string, unknown> }>(
      "SELECT payload FROM outbox_events WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1 ORDER BY id",
      [id],
    )
  ).rows.map(({ payload }) => payload);

describe("writing", () => {
  it("publishes what a buyer thinks, with pictures, and counts the stars for the product and the shop", async () => {
    const imageFileIds = [await anImage(), await anImage()];
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
    expect(await look(review!.id)).toEqual(review);
    expect(await ratingNow()).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });
    expect(await readFile(test.pool, imageFileIds[0]!)).toMatchObject({ status: "ATTACHED", reference: review!.id });
    expect(await wrongRatings()).toEqual([]);
  });

  it("refuses a second review of one purchase, and takes one for another purchase of the same", async () => {
    const first = await created();
    expect(await create({ rating: 1 })).toMatchObject({
      review: null,
      userErrors: [{ code: "ALREADY_REVIEWED", field: ["orderLineId"] }],
    });
    expect((await look(first.id))!.rating).toBe(4);
    expect((await create({ orderLineId: await buy(mia), rating: 5 })).review).not.toBeNull();
    expect(await ratingNow()).toEqual({ average: 4.5, count: 2, bars: [1, 1, 0, 0, 0] });
  });

  it("tells everything that is wrong at once, and writes nothing", async () => {
    const [ready, pending, taken, avatar, foreign] = await Promise.all([
      anImage(),
      anImage(mia, { status: "PENDING" }),
      anImage(mia, { status: "ATTACHED", reference: "rev_other" }),
      anImage(mia, { purpose: "AVATAR" }),
      anImage(aPerson()),
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
    expect(await rows()).toEqual([]);
    expect(await ratingNow()).toEqual({ average: null, count: 0, bars: [0, 0, 0, 0, 0] });
    expect(await readFile(test.pool, ready)).toMatchObject({ status: "READY", reference: null });
  });

  it("is for who bought it: another's line is as missing as none, guests' orders and lines without an id give no right", async () => {
    const unknown = await create({ orderLineId: newId("oln", new Date()) }, mia);
    expect(unknown.userErrors).toEqual([{ code: "NOT_FOUND", field: ["orderLineId"] }]);
    expect(await create({}, aPerson())).toEqual(unknown);
    expect(await create({ orderLineId: await buy(null) })).toEqual(unknown);
    expect(await create({ orderLineId: await buy(mia, { lineId: undefined }) })).toEqual(unknown);
    expect(await create({ orderLineId: "oln_'; DROP TABLE reviews" })).toEqual(unknown);
    expect((await create({}, GUEST)).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    expect(await rows()).toEqual([]);
  });

  it("is not for members of the shop that sold it", async () => {
    const seller = aMember(SHOP, "FULFILLMENT");
    const own = await buy(seller);
    expect((await create({ orderLineId: own }, seller)).userErrors).toEqual([
      { code: "OWN_PRODUCT", field: ["orderLineId"] },
    ]);
    expect(await rows()).toEqual([]);
  });

  it("ends for the day after so many writes, and what was refused does not count", async () => {
    const review = await created();
    await test.pool.query("UPDATE reviewers SET writes = $2 WHERE user_id = $1", [mia.userId, MAX_WRITES_A_DAY - 1]);
    await update({ reviewId: review.id, rating: 7 });
    expect((await update({ reviewId: review.id, rating: 3 })).userErrors).toEqual([]);
    expect((await update({ reviewId: review.id, rating: 2 })).userErrors).toEqual([
      { code: "TOO_MANY_WRITES", field: null },
    ]);
    expect((await look(review.id))!.rating).toBe(3);
    await test.pool.query("UPDATE reviewers SET day = day - 1 WHERE user_id = $1", [mia.userId]);
    expect((await update({ reviewId: review.id, rating: 2 })).userErrors).toEqual([]);
  });
});

describe("changing and deleting", () => {
  it("changes what is given, exchanges pictures, moves the stars, and refuses an outdated version", async () => {
    const [first, second] = [await anImage(), await anImage()];
    const review = await created({ rating: 2, title: "Was", comment: "There", imageFileIds: [first] });
    const changed = await update({
      reviewId: review.id,
      rating: 5,
      title: null,
      imageFileIds: [second],
      expectedVersion: 1,
    });
    expect(changed.review).toMatchObject({
      rating: 5,
      title: null,
      comment: "There",
      version: 2,
      images: [{ id: second }],
    });
    expect(await readFile(test.pool, first)).toMatchObject({ status: "READY", reference: null });
    expect(await ratingNow()).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });

    const outdated = await update({ reviewId: review.id, rating: 1, expectedVersion: 1 });
    expect(outdated.userErrors).toEqual([{ code: "CONFLICT", field: ["expectedVersion"] }]);
    expect(outdated.review).toEqual(changed.review);
    expect(await ratingNow()).toMatchObject({ average: 5 });
  });

  it("deletes it with its stars and frees its pictures; it may be written anew", async () => {
    const image = await anImage();
    const review = await created({ imageFileIds: [image] });
    expect((await remove({ reviewId: review.id, expectedVersion: 9 })).userErrors).toEqual([
      { code: "CONFLICT", field: ["expectedVersion"] },
    ]);
    expect(await remove({ reviewId: review.id })).toMatchObject({ deletedReviewId: review.id, userErrors: [] });
    expect(await look(review.id, mia)).toBeNull();
    expect(await ratingNow()).toEqual({ average: null, count: 0, bars: [0, 0, 0, 0, 0] });
    expect(await readFile(test.pool, image)).toMatchObject({ status: "READY" });
    expect((await create({ imageFileIds: [image] })).userErrors).toEqual([]);
  });

  it("is for the author alone: for others it is as if it were not there, and stays as it is", async () => {
    const review = await created();
    const before = await rows();
    for (const viewer of [aPerson(), aMember(SHOP, "OWNER"), moderator]) {
      const missing = [{ code: "NOT_FOUND", field: ["reviewId"] }];
      expect((await update({ reviewId: review.id, rating: 1 }, viewer)).userErrors).toEqual(missing);
      expect((await remove({ reviewId: review.id }, viewer)).userErrors).toEqual(missing);
    }
    expect(await rows()).toEqual(before);
  });
});

describe("the shop's reply", () => {
  const reply = (reviewId: string, text: string | null, viewer: Viewer) =>
    mutate("reviewReply", { reviewId, text }, viewer);

  it("is set, changed and taken away by members who may, and audited without its words", async () => {
    const review = await created();
    const seller = aMember(SHOP, "CATALOG");
    expect((await reply(review.id, " Thank you! ", seller)).review!["reply"]).toEqual({
      text: "Thank you!",
      shop: { id: SHOP },
    });
    await reply(review.id, "Thanks.", aMember(SHOP, "OWNER"));
    expect((await look(review.id))!["reply"]).toMatchObject({ text: "Thanks." });
    expect((await reply(review.id, null, seller)).review!["reply"]).toBeNull();
    const records = await audits(review.id);
    expect(records.map(({ action, after }) => ({ action, after }))).toEqual(
      ["[personal]", "[personal]", null].map((kept) => ({
        action: "review.reply",
        after: { shopId: SHOP, reply: kept },
      })),
    );
    expect(JSON.stringify(records)).not.toContain("Thank");
    expect((await look(review.id))!.version).toBe(1);
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
    expect((await look(review.id))!["reply"]).toBeNull();
    expect(await audits(review.id)).toEqual([]);
  });
});

describe("moderation", () => {
  it("hides a review from all but its author and moderators, with its stars, and shows it again", async () => {
    const review = await created({ rating: 1 });
    await storeReview(test.database, product, { rating: 5 });
    expect((await moderate(review.id, "HIDE")).userErrors).toEqual([]);
    expect(await ratingNow()).toEqual({ average: 5, count: 1, bars: [1, 0, 0, 0, 0] });
    for (const viewer of [GUEST, aPerson(), aMember(SHOP, "OWNER")]) expect(await look(review.id, viewer)).toBeNull();
    expect(await look(review.id, mia)).toMatchObject({ status: "HIDDEN", moderationReason: "Rude.", reports: null });
    expect(await look(review.id, moderator)).toMatchObject({ status: "HIDDEN", reports: [] });

    await update({ reviewId: review.id, rating: 2 });
    expect(await ratingNow()).toMatchObject({ count: 1 });
    expect((await moderate(review.id, "HIDE")).userErrors).toEqual([{ code: "WRONG_STATUS", field: ["action"] }]);
    expect((await moderate(review.id, "SHOW", moderator, "Better now.")).review).toMatchObject({ status: "PUBLISHED" });
    expect(await look(review.id)).toMatchObject({ moderationReason: null });
    expect(await ratingNow()).toEqual({ average: 3.5, count: 2, bars: [1, 0, 0, 1, 0] });
    expect(await wrongRatings()).toEqual([]);
    expect(await audits(review.id)).toMatchObject([
      { action: "review.moderate", actor: { userId: moderator.userId }, after: { status: "HIDDEN", reason: "Rude." } },
      { action: "review.moderate", after: { status: "PUBLISHED", reason: "Better now." } },
    ]);
  });

  it("takes the right with a hidden review that is deleted, so that deleting does not undo a decision", async () => {
    const review = await created();
    await moderate(review.id, "HIDE");
    await remove({ reviewId: review.id });
    expect((await create()).userErrors).toEqual([{ code: "NOT_FOUND", field: ["orderLineId"] }]);
    expect(await wrongRatings()).toEqual([]);
  });

  it("is for its scope alone, and needs a reason", async () => {
    const review = await created();
    for (const viewer of [aPerson("order:read"), mia, aMember(SHOP, "OWNER")]) {
      expect((await moderate(review.id, "HIDE", viewer)).errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    }
    expect((await moderate(review.id, "SHOW", moderator, " ")).userErrors).toEqual([
      { code: "WRONG_STATUS", field: ["action"] },
      { code: "REASON_EMPTY", field: ["reason"] },
    ]);
    expect(await look(review.id)).toMatchObject({ status: "PUBLISHED" });
    expect(await audits(review.id)).toEqual([]);
  });

  it("lists what was reported, once per person, until somebody has decided", async () => {
    const review = await created();
    const report = (viewer: Viewer, reason = "SPAM") => mutate("reviewReport", { reviewId: review.id, reason }, viewer);
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
    await moderate(review.id, "KEEP", moderator, "It is fine.");
    expect((await reported(moderator)).data!["reviews"]).toEqual({ totalCount: 0, nodes: [] });
    expect((await report(bob)).userErrors).toEqual([{ code: "ALREADY_REPORTED", field: ["reviewId"] }]);
  });
});

describe("reading", () => {
  interface List {
    totalCount: number;
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  }
  const listed = async (
    parent: "product" | "reviews",
    args: string,
    { cursor = null, ratings = null }: { cursor?: string | null; ratings?: number[] | null } = {},
  ): Promise<List> => {
    const list = "totalCount nodes { id } pageInfo { hasNextPage endCursor }";
    const { data, errors } = await test.graphql(
      parent === "product"
        ? `query ($id: ID!, $after: String, $ratings: [Int!]) { product(id: $id) { reviews(after: $after, ratings: $ratings, ${args}) { ${list} } } }`
        : `query ($id: ID!, $after: String, $ratings: [Int!]) {
            reviews(filter: { productId: $id, ratings: $ratings }, after: $after, ${args}) { ${list} } }`,
      { id: product.id, after: cursor, ratings },
    );
    expect(errors).toBeUndefined();
    return parent === "product" ? (data!["product"] as { reviews: List }).reviews : (data!["reviews"] as List);
  };

  it.each(["product", "reviews"] as const)(
    "pages through every order of %s without gap or duplicate",
    async (parent) => {
      const at = new Date("2026-11-20T10:00:00.000Z");
      const stored = [];
      for (const [index, rating] of [3, 5, 3, 1, 5].entries()) {
        const createdAt = index < 2 ? at : new Date(at.getTime() + index);
        stored.push(await storeReview(test.database, product, { rating, createdAt }));
      }
      const hidden = await storeReview(test.database, product, { rating: 5, status: "HIDDEN" });
      const newest = stored.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
      const best = newest.toSorted((a, b) => b.rating - a.rating);
      const orders = {
        NEWEST: newest,
        OLDEST: newest.toReversed(),
        HIGHEST_RATING: best,
        LOWEST_RATING: best.toReversed(),
      };
      for (const [sort, expected] of Object.entries(orders)) {
        const seen: string[] = [];
        for (let cursor: string | null = null; ;) {
          const page: List = await listed(parent, `first: 2, sort: ${sort}`, { cursor });
          expect(page.totalCount).toBe(5);
          seen.push(...page.nodes.map(({ id }) => id));
          cursor = page.pageInfo.endCursor;
          if (!page.pageInfo.hasNextPage) break;
        }
        expect(seen).toEqual(expected.map(({ id }) => id));
      }
      const fives = await listed(parent, "first: 5", { ratings: [5, 5, 77] });
      expect(fives.nodes.map(({ id }) => id)).not.toContain(hidden.id);
      expect(fives.totalCount).toBe(2);
    },
  );

  it("shows a person's reviews to everyone, and their hidden ones to themselves", async () => {
    const review = await created();
    const hidden = await created({ orderLineId: await buy(mia) });
    await moderate(hidden.id, "HIDE");
    const query = `query ($id: ID!) {
      _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { reviews(first: 5) { totalCount nodes { id } } } }
      reviews(first: 5, filter: { authorId: $id }, sort: OLDEST) { totalCount nodes { id } } }`;
    const ask = async (viewer: Viewer) => (await test.graphql(query, { id: mia.userId }, { viewer })).data!;
    const seen = { totalCount: 1, nodes: [{ id: review.id }] };
    for (const viewer of [GUEST, aPerson(), moderator]) {
      expect(await ask(viewer)).toMatchObject({ _entities: [{ reviews: seen }], reviews: seen });
    }
    const both = { totalCount: 2, nodes: [{ id: hidden.id }, { id: review.id }] };
    expect(await ask(mia)).toMatchObject({
      _entities: [{ reviews: both }],
      reviews: { totalCount: 2, nodes: both.nodes.toReversed() },
    });
  });

  it("tells a buyer, and nobody else, what they can review and what they wrote", async () => {
    const ask = async (viewer: Viewer) => {
      const { data, errors } = await test.graphql(
        `query ($id: ID!) { _entities(representations: [{ __typename: "OrderLine", id: $id }]) {
          ... on OrderLine { canReview review { id } } } }`,
        { id: lineId },
        { viewer },
      );
      expect(errors).toBeUndefined();
      return (data!["_entities"] as unknown[])[0];
    };
    expect(await ask(mia)).toEqual({ canReview: true, review: null });
    const review = await created();
    expect(await ask(mia)).toEqual({ canReview: false, review: { id: review.id } });
    for (const viewer of [GUEST, aPerson(), moderator])
      expect(await ask(viewer)).toEqual({ canReview: null, review: null });
  });

  it("adds the stars of everything that a shop sells", async () => {
    const shopId = newId("shop", new Date()) as ShopId;
    const products = [makeProduct({ shopId }), makeProduct({ shopId })];
    await storeReview(test.database, products[0]!, { rating: 5 });
    await storeReview(test.database, products[1]!, { rating: 4 });
    const { data } = await test.graphql(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Shop", id: $id }]) { ... on Shop { rating { average count } } } }`,
      { id: shopId },
    );
    expect(data).toEqual({ _entities: [{ rating: { average: 4.5, count: 2 } }] });
  });
});
