import type { Scope } from "#platform/identity/scope.ts";
import { GUEST, type ShopRole, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { Product } from "../catalogue/product.ts";
import type { startTestProducts } from "./start-test-products.ts";
import { storeFile } from "./store-file.ts";

const now = new Date();

export const SHOP = newId("shop", now) as ShopId;

export const aPerson = (...scopes: Scope[]): UserViewer => ({
  kind: "user",
  userId: newId("user", now),
  sessionId: newId("sess", now),
  scopes,
  memberships: [],
});

export const aMember = (shopId: string, ...roles: ShopRole[]): UserViewer => ({
  ...aPerson(),
  memberships: [{ shopId: shopId as ShopId, roles }],
});

export const moderator = aPerson("review:moderate");

/** What a mutation of reviews answers, as far as tests look at it. */
export interface ReviewAnswer {
  review: (Record<string, unknown> & { id: string; version: number }) | null;
  deletedReviewId?: string | null;
  userErrors: { code: string; field: string[] | null }[];
}

const REVIEW = `id rating title comment status version isVerified moderationReason author { id } product { id }
  images { id } reply { text shop { id } } reports { reason count }`;

/** What tests of reviews do, on a subgraph that runs. */
export function createReviewScene(test: Awaited<ReturnType<typeof startTestProducts>>) {
  return { ...createReviewMutations(test), ...createReviewLooks(test) };
}

function createReviewMutations(
  test: Pick<Awaited<ReturnType<typeof startTestProducts>>, "graphql" | "deliver" | "pool">,
) {
  const mutate = async (name: string, input: object, viewer: Viewer, answer = `review { ${REVIEW} }`) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const { data, errors } = await test.graphql(
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} userErrors { code field } } }`,
      { input },
      { viewer },
    );
    return { errors, ...(data?.[name] as ReviewAnswer) };
  };
  return {
    mutate,
    update: (input: object, viewer: Viewer) => mutate("reviewUpdate", input, viewer),
    remove: (input: object, viewer: Viewer) =>
      mutate("reviewDelete", input, viewer, `deletedReviewId review { ${REVIEW} }`),
    moderate: (reviewId: string, action: string, viewer: Viewer = moderator, reason = "Rude.") =>
      mutate("reviewModerate", { reviewId, action, reason }, viewer),

    /** Delivers, twice, the event of a paid order of one line; returns the line's id. */
    async buy(product: Product, viewer: UserViewer | null, overrides: object = {}): Promise<string> {
      const id = newId("oln", now);
      const named = { lineId: id, productId: product.id, shopId: product.shopId };
      const line = { variantId: product.variants[0]!.id, title: "A", variantTitle: "B", quantity: 1, totalMinor: "1" };
      const payload = {
        ...{ orderId: newId("ord", now), number: "1", cartId: newId("cart", now) },
        ...{ customerId: viewer?.userId ?? null, email: "a@b.test", accessKey: "key", fullName: "A" },
        lines: [{ ...line, ...named, ...overrides }],
        ...{ totalMinor: "1", currency: "EUR", paidAt: "2026-11-23T10:03:12.345Z" },
      };
      const event = { id: newId("evt", now), name: OrderPaid.name, payload };
      await test.deliver(event);
      await test.deliver(event);
      return id;
    },

    anImage: (viewer: UserViewer, file: object = {}) =>
      storeFile(test.pool, { ownerId: viewer.userId, purpose: "REVIEW_IMAGE", ...file }),
  };
}

function createReviewLooks({ graphql, pool, database }: Awaited<ReturnType<typeof startTestProducts>>) {
  return {
    async look(id: string, viewer: Viewer = GUEST) {
      const { data } = await graphql(`query ($id: ID!) { review(id: $id) { ${REVIEW} } }`, { id }, { viewer });
      return data!["review"] as ReviewAnswer["review"];
    },

    /** The product's rating, with its bars from five stars to one. */
    async ratingOf({ id }: Product) {
      const { data } = await graphql(
        "query ($id: ID!) { product(id: $id) { rating { average count histogram { stars count } } } }",
        { id },
      );
      const { average, count, histogram } = (
        data!["product"] as {
          rating: { average: number | null; count: number; histogram: { stars: number; count: number }[] };
        }
      ).rating;
      return { average, count, bars: histogram.map((bar) => bar.count) };
    },

    async rowsOf({ id }: Product) {
      const { rows } = await pool.query("SELECT * FROM reviews WHERE product_id = $1 ORDER BY id", [id]);
      return rows as Record<string, unknown>[];
    },

    wrongRatings: () => database.transaction(({ ratings }) => ratings.findWrong()),

    async auditsOf(id: string) {
      const { rows } = await pool.query<{ payload: Record<string, unknown> }>(
        `SELECT payload FROM outbox_events
         WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1 ORDER BY id`,
        [id],
      );
      return rows.map(({ payload }) => payload);
    },
  };
}
