import { SYSTEM_ACTOR } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import type { Outbox } from "#platform/events/outbox.ts";
import type { OrderId } from "#platform/ids/id.ts";
import { OrdersAuditRecorded } from "../../contract/events.ts";
import type { OrderStatus } from "./order.ts";

/** Tells the audit trail of a step that the platform made an order take, in the transaction of the step. */
export const recordStatus = (
  outbox: Outbox,
  orderId: OrderId,
  { action, from, to, ...rest }: { action: string; from: OrderStatus; to: OrderStatus; paymentId?: string },
): Promise<void> =>
  appendAudit(outbox, OrdersAuditRecorded, SYSTEM_ACTOR, {
    action,
    subject: { type: "Order", id: orderId },
    before: { status: from },
    after: { status: to, ...rest },
  });
