import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { AccountsStore } from "../database.ts";
import { mailContent } from "../mail/mail.ts";
import { queueMail } from "../mail/queue-mail.ts";

/** Confirms a paid order to its buyer by mail, once per event. */
export const onOrderPaid = ({ now }: { now: Now }): Reaction<AccountsStore> =>
  reactTo(OrderPaid, "confirm-by-mail", async (store, { email, customerId, ...order }, { id }) => {
    const content = mailContent.parse({ template: "order-paid", data: order });
    const userId = customerId && parseId("user", customerId);
    const [buyer] = userId ? await store.users.findByIds([userId]) : [];
    if (buyer?.erasedAt) return;
    await queueMail(store, { to: email, userId: userId || null, ...content, dedupeKey: `order-paid:${id}` }, now());
  });
