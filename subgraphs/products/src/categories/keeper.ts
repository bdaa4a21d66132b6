import { AppError } from "#platform/errors/app-error.ts";
import { hasScope, isShopMember, type Viewer } from "#platform/identity/viewer.ts";
import type { ProductsDatabase } from "../database.ts";

export type KeepsCategoriesOf = (viewer: Viewer, shopId: string | null) => Promise<boolean>;

/**
 * Whether the viewer keeps the categories of `shopId`; null stands for the platform's. Nobody keeps those of a closed shop: what a
 * viewer is a member of may be some seconds old.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export const createKeepsCategoriesOf =
  ({ closedShops }: Pick<ProductsDatabase, "closedShops">): KeepsCategoriesOf =>
  async (viewer, shopId) => {
    if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
    if (shopId === null) return hasScope(viewer, "catalog:write");
    return isShopMember(viewer, shopId, ["CATALOG"]) && (await closedShops.findAmong([shopId])).size === 0;
  };
