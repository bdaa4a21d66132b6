import type Stripe from "stripe";
import { newId } from "../state/ids.ts";
import type { Scope } from "../wire/call.ts";

/** The version whose shapes the objects have. The type makes the compiler say when the SDK moves on. */
const apiVersion: typeof Stripe.API_VERSION = "2026-10-28.endive";

/** Records an event and its delivery with the change that caused it: both are kept or neither. */
export function emitEvent(scope: Scope, type: Stripe.Event.Type, object: object): void {
  const id = newId("evt");
  scope.tx.put("event", {
    id,
    object: "event",
    api_version: apiVersion,
    created: scope.now,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: scope.requestId, idempotency_key: scope.idempotencyKey },
    type,
  });
  scope.tx.put("delivery", { id, type, state: "pending", tries: 0, nextAt: null, attempts: [] });
}
