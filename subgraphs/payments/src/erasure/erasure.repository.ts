import { Prisma } from "../generated/prisma/client.ts";

export type ErasureRepository = ReturnType<typeof createErasureRepository>;

/**
 * What is left of an event of the provider: what processing it needs, and nothing about a person. Names, addresses, cards and
 * receipts are not among it.
 */
const REDUCED = Prisma.sql`jsonb_build_object(
  'id', event.body -> 'id', 'type', event.body -> 'type', 'livemode', event.body -> 'livemode', 'erased', true,
  'data', jsonb_build_object('object', jsonb_strip_nulls(jsonb_build_object(
    'id', event.body #> '{data,object,id}',
    'payment_intent', event.body #> '{data,object,payment_intent}',
    'amount_received', event.body #> '{data,object,amount_received}',
    'currency', event.body #> '{data,object,currency}',
    'metadata', jsonb_build_object('payment_id', coalesce(event.body #> '{data,object,metadata,payment_id}', '""'::jsonb)),
    'last_payment_error', jsonb_build_object(
      'code', event.body #> '{data,object,last_payment_error,code}',
      'decline_code', event.body #> '{data,object,last_payment_error,decline_code}')))))`;

/** The events that are about a payment: they name it, or what the provider calls it. */
const ABOUT = Prisma.sql`(
  event.body #>> '{data,object,metadata,payment_id}' = payment.id
  OR event.body #>> '{data,object,id}' = payment.provider_reference
  OR event.body #>> '{data,object,payment_intent}' = payment.provider_reference)`;

/** SQL for forgetting a customer. Locks: webhook events, payments, their requests. Amounts, dates and states of their payments stay. */
export function createErasureRepository(db: Prisma.TransactionClient) {
  return {
    /** Forgets the customer for good: a repeat finds nothing more to do. */
    async erase(customerId: string, at: Date): Promise<void> {
      await db.erasedCustomer.createMany({ data: [{ customerId, erasedAt: at }], skipDuplicates: true });
      await db.$executeRaw`UPDATE webhook_events AS event SET body = ${REDUCED} FROM payments AS payment
        WHERE payment.customer_id = ${customerId} AND ${ABOUT} AND NOT event.body ? 'erased'`;
      await db.payment.updateMany({ where: { customerId }, data: { clientSecret: null, url: null } });
      // Keys that only they could repeat, with text of theirs.
      await db.paymentRequest.deleteMany({ where: { actor: customerId } });
    },

    /** Takes what is personal out of an event that has arrived too late: its payment's customer was forgotten. */
    async reduceIfErased(eventId: string): Promise<void> {
      await db.$executeRaw`UPDATE webhook_events AS event SET body = ${REDUCED}
        FROM payments AS payment JOIN erased_customers ON erased_customers.customer_id = payment.customer_id
        WHERE event.id = ${eventId} AND ${ABOUT} AND NOT event.body ? 'erased'`;
    },
  };
}
