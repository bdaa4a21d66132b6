import DataLoader from "dataloader";
import { type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { ReportCount, ReviewableLine, ReviewReads } from "./review-reads.repository.ts";
import { maySee, NO_RATING, type Rating, type Review } from "./review.ts";
import { toReader } from "./reviewer.policy.ts";

/** Made once per request, for one viewer: a longer-lived cache would show one person's hidden reviews to another. */
export function createReviewLoaders(reviews: ReviewReads, viewer: Viewer) {
  const reader = toReader(viewer);
  const userId = viewerUserId(viewer);
  return {
    /** What the viewer may see; null otherwise. */
    reviewById: new DataLoader<string, Review | null>(async (ids) => {
      const found = await reviews.findByIds(ids);
      return ids.map((id) => {
        const review = found.get(id);
        return review && maySee(review, reader) ? review : null;
      });
    }),
    /** What the viewer bought; null for what others did. */
    reviewableLineById: new DataLoader<string, ReviewableLine | null>(async (ids) => {
      const found = userId === null ? null : await reviews.findLines(userId, ids);
      return ids.map((id) => found?.get(id) ?? null);
    }),
    ratingByShopId: new DataLoader<string, Rating>(async (ids) => {
      const found = await reviews.findShopRatings(ids);
      return ids.map((id) => found.get(id) ?? NO_RATING);
    }),
    reportsByReviewId: new DataLoader<string, readonly ReportCount[]>(async (ids) => {
      const found = await reviews.findReports(ids);
      return ids.map((id) => found.get(id) ?? []);
    }),
  };
}

export type ReviewLoaders = ReturnType<typeof createReviewLoaders>;
