import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { LowStock } from "../../../products/contract/events.ts";
import type { AccountsStore } from "../database.ts";
import { mailContent } from "../mail/mail.ts";
import { queueMail } from "../mail/queue-mail.ts";

/**
 * Tells the people who see to an open shop's goods that a variant is low, once per event: the owner and those of the catalogue
 * who have an address. Whoever has ended these mails gets none, which is looked up when the mail is written.
 */
export const onLowStock = ({ now }: { now: Now }): Reaction<AccountsStore> =>
  reactTo(LowStock, "warn-shop-by-mail", async (store, { shopId, title, variantTitle, sku, available }, { id }) => {
    const [shop] = await store.shops.findByIds([shopId]);
    if (!shop || shop.closedAt !== null) return;
    const members = await store.shopMembers.findOfShops([shopId]);
    const concerned = members.filter(({ role }) => role !== "FULFILLMENT").map(({ userId }) => userId);
    const name = variantTitle === "" ? title : `${title}, ${variantTitle}`;
    const data = { shopName: shop.name, items: [{ title: name, sku, available }] };
    const content = mailContent.parse({ template: "low-stock", data });
    for (const user of await store.users.findByIds(concerned)) {
      if (user.email === null || user.erasedAt !== null || user.suspendedAt !== null) continue;
      const mail = { to: user.email, userId: user.id, dedupeKey: `low-stock:${id}:${user.id}` };
      await queueMail(store, { ...mail, ...content }, now());
    }
  });
