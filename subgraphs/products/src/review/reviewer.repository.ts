import type { SqlExecutor } from "#platform/database/sql.ts";
import type { OrderLineId, ProductId, ShopId, UserId, VariantId } from "#platform/ids/id.ts";
import type { ReviewRight } from "./review.ts";

export type ReviewerRepository = ReturnType<typeof createReviewerRepository>;

export interface Reviewer {
  readonly isForgotten: boolean;
  /** What they wrote on the day that was asked about. */
  readonly writes: number;
}

/**
 * Who may review what, and how much they have written, inside a transaction. The person's row is locked before anything of
 * theirs, so that what they write takes turns, with their erasure too.
 */
export const createReviewerRepository = (sql: SqlExecutor) => ({
  /** Locks the person's row, which is made if it is missing. */
  async lock(userId: UserId, at: Date): Promise<Reviewer> {
    const [row] = await sql.$queryRawUnsafe<{ is_forgotten: boolean; writes: number }[]>(
      `INSERT INTO reviewers AS known (user_id) VALUES ($1) ON CONFLICT (user_id) DO UPDATE SET user_id = EXCLUDED.user_id
       RETURNING known.forgotten_at IS NOT NULL AS is_forgotten,
                 CASE WHEN known.day = $2::date THEN known.writes ELSE 0 END AS writes`,
      userId,
      dayOf(at),
    );
    return { isForgotten: row!.is_forgotten, writes: row!.writes };
  },

  /** Counts one write of a locked person on the day of `at`. */
  async countWrite(userId: UserId, at: Date): Promise<void> {
    await sql.$executeRawUnsafe(
      "UPDATE reviewers SET writes = CASE WHEN day = $2::date THEN writes + 1 ELSE 1 END, day = $2::date WHERE user_id = $1",
      userId,
      dayOf(at),
    );
  },

  /** Adds what is not there yet. */
  async grant(rights: readonly ReviewRight[]): Promise<void> {
    await sql.$executeRawUnsafe(
      `INSERT INTO review_rights (order_line_id, product_id, variant_id, shop_id, user_id, paid_at)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS granted (
         "orderLineId" text, "productId" text, "variantId" text, "shopId" text, "userId" text, "paidAt" timestamptz)
       ON CONFLICT (order_line_id) DO NOTHING`,
      JSON.stringify(rights),
    );
  },

  /** The person's right to review that line; null when the line is unknown or another's. */
  async findRight(userId: UserId, orderLineId: OrderLineId): Promise<ReviewRight | null> {
    const [row] = await sql.$queryRawUnsafe<RightRow[]>(
      `SELECT order_line_id, product_id, variant_id, shop_id, user_id, paid_at FROM review_rights
       WHERE order_line_id = $1 AND user_id = $2`,
      orderLineId,
      userId,
    );
    return row ? toRight(row) : null;
  },

  /** Takes the right to review that line, for good. */
  async revoke(orderLineId: OrderLineId): Promise<void> {
    await sql.$executeRawUnsafe("DELETE FROM review_rights WHERE order_line_id = $1", orderLineId);
  },

  /** Takes all rights of the person, for good: a locked row stays and says that none may come. */
  async forget(userId: UserId, at: Date): Promise<void> {
    await sql.$executeRawUnsafe(
      `INSERT INTO reviewers AS known (user_id, forgotten_at) VALUES ($1, $2::timestamptz)
       ON CONFLICT (user_id) DO UPDATE SET day = NULL, writes = 0, forgotten_at = COALESCE(known.forgotten_at, $2::timestamptz)`,
      userId,
      at,
    );
    await sql.$executeRawUnsafe("DELETE FROM review_rights WHERE user_id = $1", userId);
  },
});

const dayOf = (at: Date): string => at.toISOString().slice(0, "2026-01-01".length);

export interface RightRow {
  order_line_id: OrderLineId;
  product_id: ProductId;
  variant_id: VariantId;
  shop_id: ShopId;
  user_id: UserId;
  paid_at: Date;
}

export const toRight = (row: RightRow): ReviewRight => ({
  orderLineId: row.order_line_id,
  productId: row.product_id,
  variantId: row.variant_id,
  shopId: row.shop_id,
  userId: row.user_id,
  paidAt: row.paid_at,
});
