import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { OrdersAuditRecorded } from "../../../orders/contract/events.ts";
import { PaymentsAuditRecorded } from "../../../payments/contract/events.ts";
import { entryIdOf } from "../audit/entry-id.ts";
import type { AccountsStore } from "../database.ts";

/** What siblings tell of belongs into the one trail, once for each event. */
export const onAuditRecorded: readonly Reaction<AccountsStore>[] = [OrdersAuditRecorded, PaymentsAuditRecorded].map(
  (event) =>
    reactTo(event, "append-to-audit-trail", async ({ audit }: AccountsStore, record, envelope) => {
      const { id, name, occurredAt, requestId } = envelope;
      const source = name.slice(0, name.indexOf("."));
      await audit.append([{ ...record, id: entryIdOf(id), source, occurredAt: new Date(occurredAt), requestId }]);
    }),
);
