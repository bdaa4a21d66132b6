import type { Prisma } from "../generated/prisma/client.ts";

export interface WebhookEvent {
  id: string;
  type: string;
  /** The provider's event as it sent it. */
  body: unknown;
}

export type WebhookEventRepository = ReturnType<typeof createWebhookEventRepository>;

/** SQL for the webhook inbox. */
export function createWebhookEventRepository(db: Prisma.TransactionClient) {
  return {
    /** Stores an event; false when one with its id is already there. */
    async insertOnce(event: WebhookEvent, receivedAt: Date): Promise<boolean> {
      const { count } = await db.webhookEvent.createMany({
        data: [{ ...event, body: event.body as Prisma.InputJsonValue, status: "RECEIVED", receivedAt }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    /** The event if nobody has processed it yet; the row stays locked for this transaction. */
    async lockUnprocessed(id: string): Promise<WebhookEvent | null> {
      const rows = await db.$queryRaw<WebhookEvent[]>`
        SELECT id, type, body FROM webhook_events WHERE id = ${id} AND status = 'RECEIVED' FOR UPDATE`;
      return rows[0] ?? null;
    },

    async finish(
      id: string,
      status: "PROCESSED" | "IGNORED" | "REFUSED",
      note: string,
      processedAt: Date,
    ): Promise<void> {
      await db.webhookEvent.update({ where: { id }, data: { status, note, processedAt } });
    },
  };
}
