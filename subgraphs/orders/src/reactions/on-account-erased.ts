import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { OrdersStore } from "../database.ts";

/** Forgets who bought: the orders stay without a name, and their access keys open nothing any more. */
export const createOnAccountErased = (now: Now): Reaction<OrdersStore> =>
  reactTo(AccountErased, "orders.forget-customer", ({ erasure }: OrdersStore, { userId }) =>
    erasure.erase(userId, now()),
  );
