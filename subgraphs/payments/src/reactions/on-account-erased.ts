import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { PaymentsStore } from "../database.ts";

/** Forgets who paid: secrets of open payments, keys, and what the provider told of the person. */
export const createOnAccountErased = (now: Now): Reaction<PaymentsStore> =>
  reactTo(AccountErased, "payments.forget-customer", ({ erasure }: PaymentsStore, { userId }) =>
    erasure.erase(userId, now()),
  );
