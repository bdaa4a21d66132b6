import type pg from "pg";
import type { PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { namedStatement } from "../named-statement.ts";
import { type Rating, type Review, toRating } from "./review.ts";

export type ReviewReads = ReturnType<typeof createReviewReads>;

/** Reviews and what they amount to, always by one statement for any number of products. */
export function createReviewReads(pool: Pick<pg.Pool, "query">) {
  return {
    /** One page of the reviews of each of `productIds`, newest first, one row more than asked for when there is more. */
    async findPagesOf(productIds: readonly string[], page: PageRequest): Promise<ReadonlyMap<string, Review[]>> {
      const direction = page.backward ? "ASC" : "DESC";
      const start = readStart(page);
      const text = `SELECT review.* FROM unnest($1::text[]) AS product (id) CROSS JOIN LATERAL (
  SELECT id, product_id, author_id, rating, comment, created_at FROM reviews
  WHERE product_id = product.id${start ? ` AND (created_at, id) ${page.backward ? ">" : "<"} ($2::timestamptz, $3)` : ""}
  ORDER BY created_at ${direction}, id ${direction} LIMIT ${page.limit + 1}
) AS review ORDER BY review.created_at ${direction}, review.id ${direction}`;
      const { rows } = await pool.query<ReviewRow>(namedStatement(text, [productIds, ...(start ?? [])]));
      const pages = new Map<string, Review[]>(productIds.map((id) => [id, []]));
      for (const row of rows) pages.get(row.product_id)?.push(toReview(row));
      return pages;
    },

    /** Ratings by product; products that nobody has rated are left out. */
    async findRatings(productIds: readonly string[]): Promise<ReadonlyMap<string, Rating>> {
      const { rows } = await pool.query<{ product_id: string; sum: number; count: number }>(
        namedStatement(
          `SELECT product_id, sum(rating)::int AS sum, count(*)::int AS count FROM reviews
           WHERE product_id = ANY($1::text[]) GROUP BY product_id`,
          [productIds],
        ),
      );
      return new Map(rows.map(({ product_id, sum, count }) => [product_id, toRating(sum, count)]));
    },
  };
}

export type ReviewRepository = ReturnType<typeof createReviewRepository>;

/** SQL that writes reviews, inside a transaction. */
export const createReviewRepository = (db: Prisma.TransactionClient) => ({
  /** Leaves the person's reviews where they are, and nobody's. */
  async forgetAuthor(authorId: string): Promise<void> {
    await db.review.updateMany({ where: { authorId }, data: { authorId: null } });
  },
});

function readStart({ cursor }: PageRequest): [string, string] | null {
  if (cursor === null) return null;
  const [createdAt, id] = cursor;
  const instant = typeof createdAt === "string" ? new Date(createdAt) : null;
  const isInstant = instant && !Number.isNaN(instant.getTime()) && /^(?!0000)\d{4}-/.test(String(createdAt));
  const reviewId = typeof id === "string" ? parseId("rev", id) : null;
  if (!isInstant || reviewId === null) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  return [instant.toISOString(), reviewId];
}

interface ReviewRow {
  id: string;
  product_id: string;
  author_id: string | null;
  rating: number;
  comment: string | null;
  created_at: Date;
}

const toReview = (row: ReviewRow): Review => ({
  id: row.id,
  productId: row.product_id as Review["productId"],
  authorId: row.author_id as Review["authorId"],
  rating: row.rating,
  comment: row.comment,
  createdAt: row.created_at,
});
