import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GUEST, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import { makeProduct } from "../testing/make-product.ts";
import { aPerson, createReviewScene, moderator, SHOP } from "../testing/review-scene.ts";
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
    const hidden = await created({ orderLineId: await scene.buy(product, mia) });
    await scene.moderate(hidden.id, "HIDE");
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
