import type { AuditSubject } from "#platform/audit/record-reads.ts";
import { hasScope, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { Order } from "./order.ts";

/** Support and admins see every order. */
export const seesAllOrders = (viewer: Viewer): boolean => hasScope(viewer, "order:read");

/** What a viewer who may see `orders` looks at because of the scope, for the audit trail. */
export const readByScope = (viewer: Viewer, orders: readonly Pick<Order, "id" | "customerId">[]): AuditSubject[] =>
  orders.filter((order) => !isOwner(viewer, order)).map(({ id }) => ({ type: "Order", id }));

export const isOwner = (viewer: Viewer, order: Pick<Order, "customerId">): boolean =>
  order.customerId !== null && order.customerId === viewerUserId(viewer);
