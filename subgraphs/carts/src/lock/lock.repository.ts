import type { CartLock as LockRow, Prisma } from "../generated/prisma/client.ts";
import { type FrozenCart, fromStoredCart, toStoredCart } from "./frozen-cart.ts";

/** The claim of one order on one cart. */
export interface CartLock {
  readonly orderId: string;
  readonly cartId: string;
  /** Null for a lock that was given up before it was taken. */
  readonly frozen: FrozenCart | null;
  /** Once it has ended, it is over: the order can never lock a cart again. */
  readonly hasEnded: boolean;
}

export type LockRepository = ReturnType<typeof createLockRepository>;

/** SQL for the locks of checkouts. Writers hold the row lock of the cart. */
export function createLockRepository(db: Prisma.TransactionClient) {
  return {
    async find(orderId: string): Promise<CartLock | null> {
      const row = await db.cartLock.findUnique({ where: { orderId } });
      return row && toLock(row);
    },

    async findAmong(orderIds: readonly string[]): Promise<CartLock[]> {
      return (await db.cartLock.findMany({ where: { orderId: { in: [...orderIds] } } })).map(toLock);
    },

    async insert(orderId: string, frozen: FrozenCart, at: Date): Promise<void> {
      await db.cartLock.create({ data: { orderId, cartId: frozen.id, frozen: toStoredCart(frozen), createdAt: at } });
    },

    async end(orderId: string, at: Date): Promise<void> {
      await db.cartLock.updateMany({ where: { orderId, endedAt: null }, data: { endedAt: at } });
    },

    /** Remembers that the order gave up before it locked, so that a lock request that arrives late is refused. */
    async insertEnded(orderId: string, cartId: string, at: Date): Promise<void> {
      await db.cartLock.createMany({ data: [{ orderId, cartId, createdAt: at, endedAt: at }], skipDuplicates: true });
    },
  };
}

const toLock = ({ orderId, cartId, frozen, endedAt }: LockRow): CartLock => ({
  orderId,
  cartId,
  frozen: frozen === null ? null : fromStoredCart(frozen),
  hasEnded: endedAt !== null,
});
