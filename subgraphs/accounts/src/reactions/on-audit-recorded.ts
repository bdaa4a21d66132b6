import type { AuditRecord } from "#platform/audit/audit-record.ts";
import type { EventEnvelope } from "#platform/events/envelope.ts";
import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { OrdersAuditRecorded } from "../../../orders/contract/events.ts";
import { PaymentsAuditRecorded } from "../../../payments/contract/events.ts";
import { ProductsAuditRecorded } from "../../../products/contract/events.ts";
import { entryIdOf } from "../audit/entry-id.ts";
import type { AccountsStore } from "../database.ts";

const NAME = "append-to-audit-trail";

/** What siblings tell of belongs into the one trail, once for each event. */
export const onAuditRecorded: readonly Reaction<AccountsStore>[] = [
  reactTo(OrdersAuditRecorded, NAME, append),
  reactTo(PaymentsAuditRecorded, NAME, append),
  reactTo(ProductsAuditRecorded, NAME, append),
];

async function append({ audit }: AccountsStore, record: AuditRecord, envelope: EventEnvelope): Promise<void> {
  const { id, name, occurredAt, requestId } = envelope;
  const source = name.slice(0, name.indexOf("."));
  await audit.append([{ ...record, id: entryIdOf(id), source, occurredAt: new Date(occurredAt), requestId }]);
}
