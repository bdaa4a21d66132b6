import { AppError } from "#platform/errors/app-error.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { ProductErrorCode } from "./product-problem.ts";
import type { RefusedFile } from "./use-files.ts";

/** Whose files a product may show: the person's, or those of the person whose API key it is. @throws AppError UNAUTHENTICATED */
export function requireUser(viewer: Viewer): UserId {
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return viewer.userId;
}

export const FILE_PROBLEMS: Record<RefusedFile["reason"], ProductErrorCode> = {
  notFound: "FILE_NOT_FOUND",
  notReady: "FILE_NOT_READY",
  taken: "FILE_IN_USE",
};
