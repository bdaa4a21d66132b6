import type pg from "pg";
import { type PageRequest, readInstantPosition } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { OrderLineId } from "#platform/ids/id.ts";
import { namedStatement } from "../named-statement.ts";
import {
  type Rating,
  type ReportReason,
  type Review,
  type ReviewRight,
  type ReviewSort,
  type Stars,
  toRating,
} from "./review.ts";
import { type ReviewRow, SELECT_REVIEWS, toReview } from "./review.repository.ts";
import { type RightRow, toRight } from "./reviewer.repository.ts";

export type ReviewReads = ReturnType<typeof createReviewReads>;

/** What reviews hang on. */
export const PARENT_COLUMNS = { product: "product_id", shop: "shop_id", author: "author_id" } as const;
export type ReviewParent = keyof typeof PARENT_COLUMNS;

/** Which reviews a list has: those that fit everything given. */
export interface ReviewFilter {
  readonly productId?: string;
  readonly shopId?: string;
  readonly authorId?: string;
  /** Any of these; all when it is left out. */
  readonly ratings?: readonly number[];
  /** All when it is left out: who may see them has been decided before. */
  readonly status?: string;
  readonly isReported?: boolean;
}

export interface ReviewQuery {
  readonly filter: ReviewFilter;
  readonly sort: ReviewSort;
}

/** Reviews and what they amount to, always by one statement for any number of parents. */
export const createReviewReads = (pool: Pick<pg.Pool, "query">) => ({
  ...createReviewLists(pool),
  ...createReviewFacts(pool),
});

function createReviewLists(pool: Pick<pg.Pool, "query">) {
  return {
    /** One page of the reviews of each of `parentIds`, one row more than asked for when there is more. */
    async findPagesOf(
      parent: ReviewParent,
      parentIds: readonly string[],
      query: ReviewQuery,
      page: PageRequest,
    ): Promise<ReadonlyMap<string, Review[]>> {
      const column = PARENT_COLUMNS[parent];
      const values: unknown[] = [parentIds];
      const list = writeList(query, page, values, [`${column} = parent.id`]);
      const text = `SELECT review.* FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (${list.text}) AS review
ORDER BY ${list.order("review.")}`;
      const { rows } = await pool.query<ReviewRow>(namedStatement(text, values));
      const pages = new Map<string, Review[]>(parentIds.map((id) => [id, []]));
      for (const row of rows) pages.get(row[column]!)?.push(toReview(row));
      return pages;
    },

    /** One page of all reviews that fit, one row more than asked for when there is more. */
    async findPage(query: ReviewQuery, page: PageRequest): Promise<Review[]> {
      const values: unknown[] = [];
      const { text } = writeList(query, page, values, []);
      return (await pool.query<ReviewRow>(namedStatement(text, values))).rows.map(toReview);
    },

    async count(filter: ReviewFilter): Promise<number> {
      const values: unknown[] = [];
      const conditions = writeFilter(filter, values);
      const text = `SELECT count(*)::int AS count FROM reviews WHERE ${["true", ...conditions].join(" AND ")}`;
      return (await pool.query<{ count: number }>(namedStatement(text, values))).rows[0]!.count;
    },
  };
}

function createReviewFacts(pool: Pick<pg.Pool, "query">) {
  return {
    /** Reviews by id, in whatever state: who may see them is for the caller to decide. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Review>> {
      const statement = namedStatement(`${SELECT_REVIEWS} WHERE id = ANY($1::text[])`, [ids]);
      const { rows } = await pool.query<ReviewRow>(statement);
      return new Map(rows.map((row) => [row.id, toReview(row)]));
    },

    /** What the person may review, and has reviewed, among these order lines; those of others are left out. */
    async findLines(userId: string, lineIds: readonly string[]): Promise<ReadonlyMap<string, ReviewableLine>> {
      const [rights, reviews] = await Promise.all([
        pool.query<RightRow>(
          namedStatement(
            `SELECT order_line_id, product_id, variant_id, shop_id, user_id, paid_at FROM review_rights
             WHERE order_line_id = ANY($1::text[]) AND user_id = $2`,
            [lineIds, userId],
          ),
        ),
        pool.query<ReviewRow>(
          namedStatement(`${SELECT_REVIEWS} WHERE order_line_id = ANY($1::text[]) AND author_id = $2`, [
            lineIds,
            userId,
          ]),
        ),
      ]);
      const written = new Map<OrderLineId, Review>(reviews.rows.map((row) => [row.order_line_id, toReview(row)]));
      return new Map(
        rights.rows.map((row) => [
          row.order_line_id,
          { right: toRight(row), review: written.get(row.order_line_id) ?? null },
        ]),
      );
    },

    /** Ratings by product; products that nobody has rated are left out. */
    findRatings: (productIds: readonly string[]) => findRatings("product_ratings", "product_id", productIds),

    /** Ratings by shop, over everything that it sells; shops that nobody has rated are left out. */
    findShopRatings: (shopIds: readonly string[]) => findRatings("shop_ratings", "shop_id", shopIds),

    /** Why each review was reported, and by how many, of the reports that nobody has decided on. */
    async findReports(reviewIds: readonly string[]): Promise<ReadonlyMap<string, ReportCount[]>> {
      const { rows } = await pool.query<{ review_id: string; reason: ReportReason; count: number }>(
        namedStatement(
          `SELECT review_id, reason, count(*)::int AS count FROM review_reports
           WHERE review_id = ANY($1::text[]) AND NOT is_settled GROUP BY review_id, reason ORDER BY count DESC, reason`,
          [reviewIds],
        ),
      );
      const found = new Map<string, ReportCount[]>();
      for (const { review_id, ...report } of rows) found.set(review_id, [...(found.get(review_id) ?? []), report]);
      return found;
    },
  };

  async function findRatings(table: string, key: string, ids: readonly string[]): Promise<ReadonlyMap<string, Rating>> {
    const { rows } = await pool.query<{ id: string; count: number; sum: number; stars: Stars }>(
      namedStatement(`SELECT ${key} AS id, count, sum, stars FROM ${table} WHERE ${key} = ANY($1::text[])`, [ids]),
    );
    return new Map(rows.map(({ id, sum, count, stars }) => [id, toRating(sum, count, stars)]));
  }
}

export interface ReviewableLine {
  readonly right: ReviewRight;
  readonly review: Review | null;
}

export interface ReportCount {
  readonly reason: ReportReason;
  readonly count: number;
}

const ORDERS: Record<ReviewSort, { columns: readonly string[]; isDescending: boolean }> = {
  NEWEST: { columns: ["created_at", "id"], isDescending: true },
  OLDEST: { columns: ["created_at", "id"], isDescending: false },
  HIGHEST_RATING: { columns: ["rating", "created_at", "id"], isDescending: true },
  LOWEST_RATING: { columns: ["rating", "created_at", "id"], isDescending: false },
};
const CASTS: Record<string, string> = { rating: "int", created_at: "timestamptz", id: "text" };

/** The statement of one page. Binds what it needs behind `values`. */
function writeList(query: ReviewQuery, page: PageRequest, values: unknown[], more: readonly string[]) {
  const { columns, isDescending } = ORDERS[query.sort];
  const goesDown = isDescending !== page.backward;
  const conditions = ["true", ...more, ...writeFilter(query.filter, values)];
  const start = readStart(page);
  if (start) {
    const bound = columns.map((column) => `$${values.push(start[column as keyof typeof start])}::${CASTS[column]}`);
    conditions.push(`(${columns.join(", ")}) ${goesDown ? "<" : ">"} (${bound.join(", ")})`);
  }
  const order = (prefix = "") => columns.map((column) => `${prefix}${column} ${goesDown ? "DESC" : "ASC"}`).join(", ");
  const text = `${SELECT_REVIEWS} WHERE ${conditions.join(" AND ")} ORDER BY ${order()} LIMIT ${page.limit + 1}`;
  return { text, order };
}

function writeFilter(filter: ReviewFilter, values: unknown[]): string[] {
  const { productId, shopId, authorId, ratings, status, isReported } = filter;
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? [] : [`${column} = $${values.push(value)}`];
  return [
    ...equal("product_id", productId),
    ...equal("shop_id", shopId),
    ...equal("author_id", authorId),
    ...(ratings === undefined ? [] : [`rating = ANY($${values.push(ratings)}::int[])`]),
    // Spelled out, so that the partial index of what is hidden is found.
    ...(status === undefined ? [] : [status === "HIDDEN" ? "status = 'HIDDEN'" : "status = 'PUBLISHED'"]),
    ...(isReported === undefined ? [] : [isReported ? "open_reports > 0" : "open_reports = 0"]),
  ];
}

function readStart({ cursor }: PageRequest): { rating: number; created_at: string; id: string } | null {
  if (cursor === null) return null;
  const [rating, ...position] = cursor;
  const { at, id } = readInstantPosition(position, "rev")!;
  if (typeof rating !== "number" || ![1, 2, 3, 4, 5].includes(rating)) {
    throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  }
  return { rating, created_at: at.toISOString(), id };
}
