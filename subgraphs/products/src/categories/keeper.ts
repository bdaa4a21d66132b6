import { AppError } from "#platform/errors/app-error.ts";
import { hasScope, isShopMember, type Viewer } from "#platform/identity/viewer.ts";

/**
 * Whether the viewer keeps the categories of `shopId`; null stands for the platform's.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function keepsCategoriesOf(viewer: Viewer, shopId: string | null): boolean {
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return shopId === null ? hasScope(viewer, "catalog:write") : isShopMember(viewer, shopId, ["CATALOG"]);
}
