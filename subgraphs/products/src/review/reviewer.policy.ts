import { AppError } from "#platform/errors/app-error.ts";
import { hasScope, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { ProductsStore } from "../database.ts";
import { type ReviewProblem, TOO_MANY_WRITES } from "./review-problem.ts";
import { MAX_WRITES_A_DAY, type ReviewReader } from "./review.ts";

/** With which eyes the viewer looks at reviews. */
export const toReader = (viewer: Viewer): ReviewReader => ({
  userId: viewerUserId(viewer),
  isModerator: hasScope(viewer, "review:moderate"),
});

/**
 * The person; what they write takes turns from here on. `problems` has what forbids one more write today.
 * @throws AppError UNAUTHENTICATED for a guest, a program, and a person who has been erased.
 */
export async function enterReviewer(
  { reviewers }: Pick<ProductsStore, "reviewers">,
  viewer: Viewer,
  at: Date,
): Promise<{ userId: UserId; problems: readonly ReviewProblem[] }> {
  const userId = viewerUserId(viewer);
  const reviewer = userId && (await reviewers.lock(userId, at));
  if (!reviewer || reviewer.isForgotten) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return { userId, problems: reviewer.writes >= MAX_WRITES_A_DAY ? [TOO_MANY_WRITES] : [] };
}
