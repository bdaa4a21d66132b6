import { AppError } from "#platform/errors/app-error.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { type IdPrefix, parseId } from "#platform/ids/id.ts";
import type { ReviewFilter } from "./review-reads.repository.ts";
import type { ReviewStatus } from "./review.ts";
import { toReader } from "./reviewer.policy.ts";

/** A filter as a client sends it. */
export interface ReviewFilterRequest {
  productId?: string | null;
  shopId?: string | null;
  authorId?: string | null;
  ratings?: readonly number[] | null;
  status?: ReviewStatus | null;
  reported?: boolean | null;
}

/**
 * What of the asked for the viewer may see: what is published, of their own list everything, and as a moderator what they name.
 * Null: nothing can fit, because an id is none.
 * @throws AppError FORBIDDEN (for a guest UNAUTHENTICATED) when somebody else asks by state or reports.
 */
export function readReviewFilter(request: ReviewFilterRequest, viewer: Viewer): ReviewFilter | null {
  const { isModerator, userId } = toReader(viewer);
  const asksToModerate = request.status != null || request.reported != null;
  if (asksToModerate && !isModerator) {
    if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
    throw new AppError("FORBIDDEN", "This needs the scope review:moderate.");
  }
  const ids = { ...idOf("productId", "prod"), ...idOf("shopId", "shop"), ...idOf("authorId", "user") };
  if (Object.values(ids).includes(null)) return null;
  const seesAll = asksToModerate || (userId !== null && request.authorId === userId);
  const status = request.status ?? (seesAll ? null : "PUBLISHED");
  return {
    ...(ids as Pick<ReviewFilter, "productId" | "shopId" | "authorId">),
    ...readRatings(request.ratings),
    ...(status === null ? {} : { status }),
    ...(request.reported == null ? {} : { isReported: request.reported }),
  };

  function idOf(field: "productId" | "shopId" | "authorId", prefix: IdPrefix): Record<string, string | null> {
    const given = request[field];
    return given == null ? {} : { [field]: parseId(prefix, given) };
  }
}

/** Each number of stars once; those that nobody can give fit nothing. */
export const readRatings = (given: readonly number[] | null | undefined): Pick<ReviewFilter, "ratings"> =>
  given == null ? {} : { ratings: [1, 2, 3, 4, 5].filter((stars) => given.includes(stars)) };
