import { hasScope, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { Order } from "./order.ts";

/** Support and admins see every order. */
export const seesAllOrders = (viewer: Viewer): boolean => hasScope(viewer, "order:read");

export const isOwner = (viewer: Viewer, order: Pick<Order, "customerId">): boolean =>
  order.customerId !== null && order.customerId === viewerUserId(viewer);
