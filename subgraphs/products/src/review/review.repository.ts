import type { SqlExecutor } from "#platform/database/sql.ts";
import type { FileId, OrderLineId, ProductId, ShopId, UserId, VariantId } from "#platform/ids/id.ts";
import type { ReportReason, Review, ReviewId, ReviewStatus, ReviewTexts } from "./review.ts";

export type ReviewRepository = ReturnType<typeof createReviewRepository>;

/** SQL that writes reviews, inside a transaction. Locks: the reviewer, then the review, then ratings, then listings. */
export const createReviewRepository = (sql: SqlExecutor) => ({
  ...createAuthorsWrites(sql),
  ...createOthersWrites(sql),
});

function createAuthorsWrites(sql: SqlExecutor) {
  return {
    /** The review as it is, locked until the transaction ends. */
    async lock(id: ReviewId): Promise<Review | null> {
      const [row] = await sql.$queryRawUnsafe<ReviewRow[]>(`${SELECT_REVIEWS} WHERE id = $1 FOR UPDATE`, id);
      return row ? toReview(row) : null;
    },

    async isLineReviewed(orderLineId: OrderLineId): Promise<boolean> {
      const rows = await sql.$queryRawUnsafe<unknown[]>("SELECT 1 FROM reviews WHERE order_line_id = $1", orderLineId);
      return rows.length > 0;
    },

    /** Adds the review; `reviews_one_per_order_line` refuses a second one. */
    async insert(review: Review): Promise<void> {
      await sql.$executeRawUnsafe(
        `INSERT INTO reviews (id, product_id, variant_id, shop_id, author_id, order_line_id, status, rating, title, comment,
           image_file_ids, version, created_at, updated_at, reply, replied_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::int, $9, $10, $11::text[], $12::int, $13::timestamptz, $14::timestamptz,
           $15, $16::timestamptz)`,
        review.id,
        review.productId,
        review.variantId,
        review.shopId,
        review.authorId,
        review.orderLineId,
        review.status,
        review.rating,
        review.title,
        review.comment,
        [...review.imageFileIds],
        review.version,
        review.createdAt,
        review.updatedAt,
        review.reply?.text ?? null,
        review.reply?.repliedAt ?? null,
      );
    },

    /** Replaces what its author says, of a locked review. */
    async rewrite(id: ReviewId, texts: ReviewTexts, at: Date): Promise<Review> {
      const [row] = await sql.$queryRawUnsafe<ReviewRow[]>(
        `UPDATE reviews SET rating = $2::int, title = $3, comment = $4, image_file_ids = $5::text[], version = version + 1,
           updated_at = $6::timestamptz
         WHERE id = $1 RETURNING ${COLUMNS}`,
        id,
        texts.rating,
        texts.title,
        texts.comment,
        [...texts.imageFileIds],
        at,
      );
      return toReview(row!);
    },

    /** Removes a locked review, with its reports. */
    async delete(id: ReviewId): Promise<void> {
      await sql.$executeRawUnsafe("DELETE FROM reviews WHERE id = $1", id);
    },
  };
}

function createOthersWrites(sql: SqlExecutor) {
  return {
    /** Leaves the person's reviews where they are, and nobody's, without pictures; what they reported was reported by nobody. */
    async forgetAuthor(authorId: UserId): Promise<void> {
      await sql.$executeRawUnsafe(
        `UPDATE reviews SET open_reports = open_reports - 1
         WHERE open_reports > 0 AND id IN (SELECT review_id FROM review_reports WHERE user_id = $1 AND NOT is_settled)`,
        authorId,
      );
      await sql.$executeRawUnsafe("DELETE FROM review_reports WHERE user_id = $1", authorId);
      await sql.$executeRawUnsafe(
        "UPDATE reviews SET author_id = NULL, image_file_ids = '{}' WHERE author_id = $1",
        authorId,
      );
    },

    /** Sets or takes away the shop's answer to a locked review. */
    async setReply(id: ReviewId, reply: Review["reply"]): Promise<Review> {
      const [row] = await sql.$queryRawUnsafe<ReviewRow[]>(
        `UPDATE reviews SET reply = $2, replied_at = $3::timestamptz WHERE id = $1 RETURNING ${COLUMNS}`,
        id,
        reply?.text ?? null,
        reply?.repliedAt ?? null,
      );
      return toReview(row!);
    },

    /** Moves a locked review to `status` and settles its reports. */
    async decide(id: ReviewId, status: ReviewStatus, reason: string): Promise<Review> {
      await sql.$executeRawUnsafe(
        "UPDATE review_reports SET is_settled = true WHERE review_id = $1 AND NOT is_settled",
        id,
      );
      const [row] = await sql.$queryRawUnsafe<ReviewRow[]>(
        `UPDATE reviews SET status = $2, moderation_reason = $3, open_reports = 0 WHERE id = $1 RETURNING ${COLUMNS}`,
        id,
        status,
        reason,
      );
      return toReview(row!);
    },

    /** Notes the report of a locked review; false when the person has reported it before. */
    async addReport(report: { reviewId: ReviewId; userId: UserId; reason: ReportReason; at: Date }): Promise<boolean> {
      const added = await sql.$executeRawUnsafe(
        `INSERT INTO review_reports (review_id, user_id, reason, reported_at) VALUES ($1, $2, $3, $4::timestamptz)
         ON CONFLICT (review_id, user_id) DO NOTHING`,
        report.reviewId,
        report.userId,
        report.reason,
        report.at,
      );
      if (added === 0) return false;
      await sql.$executeRawUnsafe("UPDATE reviews SET open_reports = open_reports + 1 WHERE id = $1", report.reviewId);
      return true;
    },
  };
}

const COLUMNS = `id, product_id, variant_id, shop_id, author_id, order_line_id, status, moderation_reason, rating, title, comment,
  image_file_ids, reply, replied_at, version, created_at, updated_at`;

export const SELECT_REVIEWS = `SELECT ${COLUMNS} FROM reviews`;

export interface ReviewRow {
  id: ReviewId;
  product_id: ProductId;
  variant_id: VariantId | null;
  shop_id: ShopId;
  author_id: UserId | null;
  order_line_id: OrderLineId;
  status: ReviewStatus;
  moderation_reason: string | null;
  rating: number;
  title: string | null;
  comment: string | null;
  image_file_ids: FileId[];
  reply: string | null;
  replied_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export const toReview = (row: ReviewRow): Review => ({
  id: row.id,
  productId: row.product_id,
  variantId: row.variant_id,
  shopId: row.shop_id,
  authorId: row.author_id,
  orderLineId: row.order_line_id,
  status: row.status,
  moderationReason: row.moderation_reason,
  rating: row.rating,
  title: row.title,
  comment: row.comment,
  imageFileIds: row.image_file_ids,
  reply: row.reply === null ? null : { text: row.reply, repliedAt: row.replied_at! },
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
