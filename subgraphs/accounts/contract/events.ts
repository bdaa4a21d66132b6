import { z } from "zod";
import { defineEvent } from "#platform/events/define-event.ts";

/**
 * A person wants to be forgotten, and accounts has forgotten them. Whoever holds something personal about this user removes it;
 * what has to stay, such as the amounts of an order, stays without a name.
 */
export const AccountErased = defineEvent("accounts.account-erased.v1", z.object({ userId: z.string() }));

const publicFace = z.object({ shopId: z.string(), name: z.string(), handle: z.string() });

/** Someone has opened a shop. */
export const ShopOpened = defineEvent("accounts.shop-opened.v1", publicFace);

/** What everybody sees of a shop has changed: its name, handle or description, or who owns it. */
export const ShopUpdated = defineEvent("accounts.shop-updated.v1", publicFace);

/** A shop sells nothing any more, for good: what it had on sale is not to be found or bought. */
export const ShopClosed = defineEvent("accounts.shop-closed.v1", z.object({ shopId: z.string() }));
