import { z } from "zod";
import { defineEvent } from "#platform/events/define-event.ts";

/**
 * A person wants to be forgotten, and accounts has forgotten them. Whoever holds something personal about this user removes it;
 * what has to stay, such as the amounts of an order, stays without a name.
 */
export const AccountErased = defineEvent("accounts.account-erased.v1", z.object({ userId: z.string() }));
