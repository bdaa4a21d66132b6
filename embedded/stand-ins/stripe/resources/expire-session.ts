import type { Reader, Store } from "../state/store.ts";
import type { CheckoutSession } from "../state/tables.ts";
import type { Scope, Scopes } from "../wire/call.ts";
import { endIntent } from "./cancel-intent.ts";
import { emitEvent } from "./emit-event.ts";

/** Ends an open session: its page takes no more money and an unfinished intent of it is cancelled. */
export function expireSession(scope: Scope, session: CheckoutSession): CheckoutSession {
  const intent = session.payment_intent === null ? undefined : scope.tx.get("payment_intent", session.payment_intent);
  if (intent !== undefined && intent.status !== "canceled") endIntent(scope, intent, "expired");
  const expired = scope.tx.put("checkout.session", { ...session, status: "expired", url: null });
  emitEvent(scope, "checkout.session.expired", expired);
  return expired;
}

const findOverdue = (reader: Reader, now: number): CheckoutSession[] =>
  reader.all("checkout.session").filter((session) => session.status === "open" && session.expires_at <= now);

/** Expires the sessions whose time is over. Cheap when there are none; called before requests and by a timer. */
export function expireOverdueSessions(store: Store, scope: Scopes, now: number): void {
  if (findOverdue(store, now).length === 0) return;
  store.transact((tx) => findOverdue(tx, now).forEach((session) => expireSession(scope(tx, []), session)));
}
