import type { ProductId, UserId } from "#platform/ids/id.ts";

/** What a buyer thought of what they bought. */
export interface Review {
  readonly id: string;
  readonly productId: ProductId;
  /** Null since the author was forgotten. */
  readonly authorId: UserId | null;
  /** From 1 to 5. */
  readonly rating: number;
  readonly comment: string | null;
  readonly createdAt: Date;
}

export interface Rating {
  /** From 1 to 5 with one decimal; null when nobody has rated. */
  readonly average: number | null;
  readonly count: number;
}

export const NO_RATING: Rating = { average: null, count: 0 };

/** The average of `count` ratings that add up to `sum`, rounded half up to one decimal. */
export const toRating = (sum: number, count: number): Rating =>
  count === 0 ? NO_RATING : { average: Math.round((sum * 10) / count) / 10, count };

export const REVIEW_CURSOR_LENGTH = 2;

/** Newest first; the id decides between reviews of the same millisecond. */
export const toReviewCursor = (review: Review): [string, string] => [review.createdAt.toISOString(), review.id];
