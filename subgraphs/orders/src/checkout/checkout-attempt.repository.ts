import type { OrderId } from "#platform/ids/id.ts";
import type { CheckoutAttempt as AttemptRow, Prisma } from "../generated/prisma/client.ts";
import { type AttemptState, CHECKOUT_OPERATION, type CheckoutAttempt } from "./checkout-attempt.ts";
import type { CheckoutProblem } from "./checkout-problem.ts";

export type CheckoutAttemptRepository = ReturnType<typeof createCheckoutAttemptRepository>;

interface NewAttempt {
  orderId: OrderId;
  actor: string;
  idempotencyKey: string;
  cartId: string;
  inputHash: string;
  ttlSeconds: number;
}

/** SQL for checkout attempts. Each change of state is one conditional update: of all who try, one succeeds. */
export function createCheckoutAttemptRepository(db: Prisma.TransactionClient) {
  const decide = async (orderId: string, data: Prisma.CheckoutAttemptUpdateManyMutationInput): Promise<boolean> => {
    const { count } = await db.checkoutAttempt.updateMany({ where: { orderId, state: "STARTED" }, data });
    return count === 1;
  };
  return {
    /**
     * The attempt under this key: a new one, or the one that was there (`isNew` false), whatever it asked for. Of callers
     * at the same time one inserts; the others wait for its commit and get its row. It expires `ttlSeconds` from now by the
     * database's clock.
     */
    async begin({ ttlSeconds, ...attempt }: NewAttempt): Promise<{ attempt: CheckoutAttempt; isNew: boolean }> {
      const inserted = await db.$executeRaw`
        INSERT INTO checkout_attempts
          (order_id, actor, operation, idempotency_key, cart_id, input_hash, state, expires_at)
        VALUES (${attempt.orderId}, ${attempt.actor}, ${CHECKOUT_OPERATION}, ${attempt.idempotencyKey}, ${attempt.cartId},
                ${attempt.inputHash}, 'STARTED', now() + make_interval(secs => ${ttlSeconds}::int))
        ON CONFLICT (actor, operation, idempotency_key) DO NOTHING`;
      const { actor, idempotencyKey } = attempt;
      const row = await db.checkoutAttempt.findUniqueOrThrow({
        where: { actor_operation_idempotencyKey: { actor, operation: CHECKOUT_OPERATION, idempotencyKey } },
      });
      return { attempt: toAttempt(row), isNew: inserted === 1 };
    },

    async find(orderId: string): Promise<CheckoutAttempt | null> {
      const row = await db.checkoutAttempt.findUnique({ where: { orderId } });
      return row && toAttempt(row);
    },

    /** STARTED to PLACED with the order that answers it; false when it was decided already. */
    place: (orderId: string, placedOrderId: string): Promise<boolean> =>
      decide(orderId, { state: "PLACED", placedOrderId }),

    /** STARTED to REFUSED; false when it was decided already. */
    refuse: (orderId: string, problems: readonly CheckoutProblem[]): Promise<boolean> =>
      decide(orderId, { state: "REFUSED", refusal: problems as unknown as Prisma.InputJsonValue }),

    /** STARTED to ABANDONED if its time is over by the database's clock; false when not. */
    async abandonIfDue(orderId: string): Promise<boolean> {
      const changed = await db.$executeRaw`
        UPDATE checkout_attempts SET state = 'ABANDONED'
        WHERE order_id = ${orderId} AND state = 'STARTED' AND expires_at <= now()`;
      return changed === 1;
    },

    /** The unpaid order that the same actor made of the same cart with the same input under another key, if any. */
    async findPendingTwin({ orderId, actor, cartId, inputHash }: CheckoutAttempt): Promise<OrderId | null> {
      const [twin] = await db.$queryRaw<{ id: OrderId }[]>`
        SELECT orders.id FROM checkout_attempts AS twin JOIN orders ON orders.id = twin.order_id
        WHERE twin.cart_id = ${cartId} AND twin.order_id <> ${orderId} AND twin.actor = ${actor}
          AND twin.operation = ${CHECKOUT_OPERATION} AND twin.input_hash = ${inputHash}
          AND orders.status = 'PENDING_PAYMENT'
        LIMIT 1`;
      return twin?.id ?? null;
    },
  };
}

const toAttempt = (row: AttemptRow): CheckoutAttempt => ({
  orderId: row.orderId as OrderId,
  actor: row.actor,
  cartId: row.cartId,
  inputHash: row.inputHash,
  state: row.state as AttemptState,
  placedOrderId: row.placedOrderId as OrderId | null,
  refusal: row.refusal as unknown as CheckoutProblem[] | null,
  expiresAt: row.expiresAt,
});
