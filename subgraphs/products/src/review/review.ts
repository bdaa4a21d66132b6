import type { FileId, Id, OrderLineId, ProductId, ShopId, UserId, VariantId } from "#platform/ids/id.ts";

export type ReviewId = Id<"rev">;

export const REVIEW_STATUSES = ["PUBLISHED", "HIDDEN"] as const;
/** PUBLISHED: everyone sees it and its stars count. HIDDEN: only its author and moderators see it, and its stars do not count. */
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

/** What moderators decide of a review. Each move is one update under the review's lock, and settles the reports so far. */
export const REVIEW_MOVES = {
  HIDE: { from: "PUBLISHED", to: "HIDDEN" },
  SHOW: { from: "HIDDEN", to: "PUBLISHED" },
  /** It was reported, and is fine. */
  KEEP: { from: "PUBLISHED", to: "PUBLISHED" },
} as const satisfies Record<string, { from: ReviewStatus; to: ReviewStatus }>;
export type ReviewMove = keyof typeof REVIEW_MOVES;

export const REPORT_REASONS = ["SPAM", "OFFENSIVE", "PERSONAL_DATA", "OFF_TOPIC", "OTHER"] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

export const MAX_TITLE = 100;
export const MAX_COMMENT = 500;
export const MAX_REPLY = 500;
export const MAX_REASON = 500;
export const MAX_IMAGES = 5;
/** How many reviews and reports a person may write, change or delete on one day of UTC. */
export const MAX_WRITES_A_DAY = 30;

/** What a buyer says of what they bought. */
export interface ReviewTexts {
  /** From 1 to 5. */
  readonly rating: number;
  readonly title: string | null;
  readonly comment: string | null;
  /** Up to five pictures of the author's, in the order in which they are shown. */
  readonly imageFileIds: readonly FileId[];
}

/** What a buyer thought of what they bought. */
export interface Review extends ReviewTexts {
  readonly id: ReviewId;
  readonly productId: ProductId;
  readonly variantId: VariantId | null;
  readonly shopId: ShopId;
  /** Null since the author was forgotten. */
  readonly authorId: UserId | null;
  readonly orderLineId: OrderLineId;
  readonly status: ReviewStatus;
  /** Why moderators decided as they last did. */
  readonly moderationReason: string | null;
  /** What the shop answers. */
  readonly reply: { readonly text: string; readonly repliedAt: Date } | null;
  /** Goes up with every change by its author. */
  readonly version: number;
  readonly createdAt: Date;
  /** When its author last changed it. */
  readonly updatedAt: Date;
}

/** That a person has paid for an order line, and may say what they think of it. */
export interface ReviewRight {
  readonly orderLineId: OrderLineId;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  readonly shopId: ShopId;
  readonly userId: UserId;
  readonly paidAt: Date;
}

/** Who looks at reviews. */
export interface ReviewReader {
  readonly userId: UserId | null;
  readonly isModerator: boolean;
}

export const maySee = (review: Pick<Review, "status" | "authorId">, reader: ReviewReader): boolean =>
  review.status === "PUBLISHED" || reader.isModerator || (reader.userId !== null && review.authorId === reader.userId);

/** How many gave 1, 2, 3, 4 and 5, in this order. */
export type Stars = readonly [number, number, number, number, number];

export interface Rating {
  /** From 1 to 5 with one decimal; null when nobody has rated. */
  readonly average: number | null;
  readonly count: number;
  readonly stars: Stars;
}

export const NO_STARS: Stars = [0, 0, 0, 0, 0];
export const NO_RATING: Rating = { average: null, count: 0, stars: NO_STARS };

/** The average of `count` ratings that add up to `sum`, in tenths, rounded half up: 4.25 is 43. In whole numbers, so it is exact. */
export const averageTenths = (sum: number, count: number): number =>
  count === 0 ? 0 : Math.floor((20 * sum + count) / (2 * count));

export const toRating = (sum: number, count: number, stars: Stars): Rating =>
  count === 0 ? NO_RATING : { average: averageTenths(sum, count) / 10, count, stars };

/** What becomes of the stars when a review counted `removed` until now and counts `added` from now on. */
export const starsChange = ({ removed, added }: { removed: number | null; added: number | null }): Stars => {
  const change = [0, 0, 0, 0, 0] satisfies Stars as [number, number, number, number, number];
  if (removed !== null) change[removed - 1]!--;
  if (added !== null) change[added - 1]!++;
  return change;
};

export const REVIEW_SORTS = ["NEWEST", "OLDEST", "HIGHEST_RATING", "LOWEST_RATING"] as const;
export type ReviewSort = (typeof REVIEW_SORTS)[number];

export const REVIEW_CURSOR_LENGTH = 3;

/** Good for every order: the rating, when it was written, and the id that decides between equals. */
export const toReviewCursor = (review: Review): [number, string, string] => [
  review.rating,
  review.createdAt.toISOString(),
  review.id,
];
