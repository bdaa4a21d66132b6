import type { Prisma } from "../generated/prisma/client.ts";
import type { ShippingAddress } from "../order/order.ts";

export type ErasureRepository = ReturnType<typeof createErasureRepository>;

/** What stands where something personal stood. Nobody's address: `.invalid` is never delivered to (RFC 2606). */
export const ERASED_EMAIL = "erased@erased.invalid";
export const ERASED_TEXT = "Erased";

/** The country stays: taxes are reported by it. */
const ERASED_ADDRESS: Omit<ShippingAddress, "countryCode"> = {
  fullName: ERASED_TEXT,
  line1: ERASED_TEXT,
  line2: null,
  city: ERASED_TEXT,
  region: null,
  postalCode: null,
  phone: null,
};
const ERASED_IN_EVENTS = { email: ERASED_EMAIL, fullName: ERASED_TEXT, accessKey: ERASED_TEXT };

/**
 * SQL for forgetting a buyer. Locks: the buyer (advisory), before any row. Placing an order shares that lock, so an order is
 * there before its buyer is forgotten, or it is not placed.
 */
export function createErasureRepository(db: Prisma.TransactionClient) {
  return {
    /** Whether the buyer has been forgotten. If not, nobody forgets them until this transaction ends. */
    async isErased(customerId: string): Promise<boolean> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`customer ${customerId}`}, 0))`;
      return (await db.erasedCustomer.count({ where: { customerId } })) > 0;
    },

    /** Forgets the buyer for good: a repeat finds nothing more to do. Amounts, lines, dates and status stay. */
    async erase(customerId: string, at: Date): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`customer ${customerId}`}, 0))`;
      await db.erasedCustomer.createMany({ data: [{ customerId, erasedAt: at }], skipDuplicates: true });
      await this.forgetAttempts(customerId);
      await db.$executeRaw`
        UPDATE orders SET email = ${ERASED_EMAIL}, erased_at = ${at},
          shipping_address = ${JSON.stringify(ERASED_ADDRESS)}::jsonb
            || jsonb_build_object('countryCode', shipping_address -> 'countryCode')
        WHERE customer_id = ${customerId} AND erased_at IS NULL`;
      await db.$executeRaw`
        UPDATE outbox_events SET payload = payload || ${JSON.stringify(ERASED_IN_EVENTS)}::jsonb
        WHERE payload ->> 'customerId' = ${customerId} AND payload ? 'email'`;
    },

    /** What the buyer sent stands in an attempt as a hash of it, and the key is text of theirs. Refusals name goods only. */
    async forgetAttempts(customerId: string): Promise<void> {
      await db.$executeRaw`
        UPDATE checkout_attempts SET input_hash = ${ERASED_TEXT}, idempotency_key = order_id
        WHERE actor = ${customerId} AND idempotency_key <> order_id`;
    },
  };
}
