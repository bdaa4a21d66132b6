import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { OrderPlaced } from "../../../orders/contract/events.ts";
import type { AccountsStore } from "../database.ts";
import { mailContent } from "../mail/mail.ts";
import { queueMail } from "../mail/queue-mail.ts";

/** Tells the buyer by mail that their order waits for its payment, once per event. */
export const onOrderPlaced = ({ now }: { now: Now }): Reaction<AccountsStore> =>
  reactTo(OrderPlaced, "acknowledge-by-mail", async (store, { customerId, expiresAt, ...order }, { id }) => {
    // The first events of this kind did not say whom to write to.
    if (order.email === undefined) return;
    const content = mailContent.parse({ template: "order-placed", data: { ...order, payBefore: expiresAt } });
    const userId = customerId && parseId("user", customerId);
    const [buyer] = userId ? await store.users.findByIds([userId]) : [];
    if (buyer?.erasedAt) return;
    const mail = { to: order.email, userId: userId || null, dedupeKey: `order-placed:${id}` };
    await queueMail(store, { ...mail, ...content }, now());
  });
