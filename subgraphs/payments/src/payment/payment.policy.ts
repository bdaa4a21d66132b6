import type { AuditSubject } from "#platform/audit/record-reads.ts";
import { hasScope, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { Payment } from "./payment.ts";

/**
 * Who may read a payment: the order's customer and support. A guest's order is proven by its access key in orders before the
 * router ever asks for its payments, and a payment of a guest's order names nobody.
 */
export const canRead = (viewer: Viewer, { customerId }: Pick<Payment, "customerId">): boolean =>
  customerId === null || customerId === viewerUserId(viewer) || hasScope(viewer, "order:read");

/** What of `payments` staff looks at that is somebody else's, for the audit trail. */
export const readByScope = (viewer: Viewer, payments: readonly Pick<Payment, "id" | "customerId">[]): AuditSubject[] =>
  hasScope(viewer, "order:read")
    ? payments
        .filter(({ customerId }) => customerId === null || customerId !== viewerUserId(viewer))
        .map(({ id }) => ({ type: "Payment", id }))
    : [];
