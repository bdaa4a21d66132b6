import { type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { type Cart, type CartLine, type CartStatus, type LineChange, withChange } from "./cart.ts";

export type CartRepository = ReturnType<typeof createCartRepository>;

/** SQL for carts and their lines. Works on the plain client or inside a transaction; knows no GraphQL and no rules. */
export function createCartRepository(db: Prisma.TransactionClient) {
  return { ...reads(db), ...locks(db), ...writes(db) };
}

function reads(db: Prisma.TransactionClient) {
  const findMany = async (where: Prisma.CartWhereInput): Promise<Cart[]> =>
    (await db.cart.findMany({ where, include: LINES })).map(toCart);
  const findOne = async (where: Prisma.CartWhereInput): Promise<Cart | null> => (await findMany(where))[0] ?? null;

  return {
    /** Carts among `ids` that the viewer may see, in no particular order: their own, and those that are nobody's. */
    findVisibleAmong: (viewer: Viewer, ids: readonly string[]) =>
      findMany({ id: { in: [...ids] }, OR: visibleTo(viewer) }),

    findVisible: (viewer: Viewer, id: string) => findOne({ id, OR: visibleTo(viewer) }),

    findActive: (customerId: string) => findOne({ customerId, status: "ACTIVE" }),

    /** For the platform's own work, where no viewer decides. */
    find: (id: string) => findOne({ id }),

    /** The customer's carts that hold any of the lines. A guest's line is reached through its cart only. */
    findByLines: (customerId: string, lineIds: readonly string[]) =>
      findMany({ customerId, lines: { some: { id: { in: [...lineIds] } } } }),

    /** How many of each variant stand in the customer's active cart; variants that do not are left out. */
    async findQuantities(customerId: string, variantIds: readonly string[]): Promise<Map<string, number>> {
      const rows = await db.cartLine.findMany({
        where: { variantId: { in: [...variantIds] }, cart: { customerId, status: "ACTIVE" } },
        select: { variantId: true, quantity: true },
      });
      return new Map(rows.map(({ variantId, quantity }) => [variantId, quantity]));
    },
  };
}

/** Lock order: the customer (advisory), then cart rows by id. */
function locks(db: Prisma.TransactionClient) {
  const { findVisible, findActive } = reads(db);
  return {
    /**
     * Held to the end of the transaction by whoever makes a cart of the customer ACTIVE, so that two who do take turns
     * instead of meeting at the index `carts_one_active_per_customer`.
     */
    async lockCustomer(customerId: string): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${customerId}, 0))`;
    },

    /** The cart as it is once its row is ours until the transaction ends; null when it is missing or not the viewer's. */
    async lockVisible(viewer: Viewer, id: string): Promise<Cart | null> {
      await db.$queryRaw`SELECT id FROM carts
        WHERE id = ${id} AND (customer_id IS NULL OR customer_id = ${viewerUserId(viewer)}::text) FOR UPDATE`;
      return findVisible(viewer, id);
    },

    async lockActive(customerId: string): Promise<Cart | null> {
      await db.$queryRaw`SELECT id FROM carts WHERE customer_id = ${customerId} AND status = 'ACTIVE' FOR UPDATE`;
      return findActive(customerId);
    },

    /** Locks the rows of any of the carts, whoever they belong to. */
    async lockRows(ids: readonly string[]): Promise<void> {
      await db.$queryRaw`SELECT id FROM carts WHERE id = ANY (${[...ids]}::text[]) ORDER BY id FOR UPDATE`;
    },
  };
}

function writes(db: Prisma.TransactionClient) {
  /** Moves a cart to another state and version. Throws, which undoes the transaction, when it is not as `cart` any more. */
  const move = async (cart: Cart, to: { status: CartStatus; lockedByOrderId: string | null }, at: Date) => {
    const { count } = await db.cart.updateMany({
      where: { id: cart.id, customerId: cart.customerId, version: cart.version, status: cart.status },
      data: { ...to, version: { increment: 1 }, updatedAt: at },
    });
    if (count !== 1) throw new Error(`cart of version ${cart.version} changed while its row was locked`);
  };
  const setLines = (cartId: string, lines: readonly CartLine[]) =>
    db.$executeRaw`UPDATE cart_lines AS line SET quantity = wanted.quantity, unit_price_minor = wanted.unit_price_minor
      FROM unnest(${lines.map(({ id }) => id)}::text[], ${lines.map(({ quantity }) => quantity)}::int[],
        ${lines.map(({ unitPrice }) => unitPrice.minor.toString())}::bigint[]) AS wanted (id, quantity, unit_price_minor)
      WHERE line.id = wanted.id AND line.cart_id = ${cartId}`;

  return {
    async insert(cart: Cart, at: Date): Promise<void> {
      const { id, customerId, currency, status, version, lines } = cart;
      await db.cart.create({ data: { id, customerId, currency, status, version, createdAt: at, updatedAt: at } });
      if (lines.length > 0) await db.cartLine.createMany({ data: lines.map((line) => toLineRow(id, line)) });
    },

    /**
     * Writes `change` and returns the cart after it. `cart` must have been read under its row lock; status, version and
     * customer stand in the WHERE all the same, and the transaction fails when one of them has moved.
     */
    async applyChange(cart: Cart, change: LineChange, at: Date): Promise<Cart> {
      const { added, updated, removedIds } = change;
      await move(cart, { status: "ACTIVE", lockedByOrderId: null }, at);
      if (removedIds.length > 0) {
        await db.cartLine.deleteMany({ where: { cartId: cart.id, id: { in: [...removedIds] } } });
      }
      if (updated.length > 0) await setLines(cart.id, updated);
      if (added.length > 0) await db.cartLine.createMany({ data: added.map((line) => toLineRow(cart.id, line)) });
      return { ...cart, version: cart.version + 1, lines: withChange(cart.lines, change) };
    },

    /** Gives the cart to a checkout; `lines` carry the prices that it is frozen at. */
    async lock(cart: Cart, orderId: string, lines: readonly CartLine[], at: Date): Promise<void> {
      await move(cart, { status: "LOCKED", lockedByOrderId: orderId }, at);
      await setLines(cart.id, lines);
    },

    unlock: (cart: Cart, at: Date) => move(cart, { status: "ACTIVE", lockedByOrderId: null }, at),

    expire: (cart: Cart, at: Date) => move(cart, { status: "EXPIRED", lockedByOrderId: null }, at),

    /** Removes all carts of the customer, whatever their state; lines and locks go with them. */
    async removeOf(customerId: string): Promise<void> {
      await db.$queryRaw`SELECT id FROM carts WHERE customer_id = ${customerId} ORDER BY id FOR UPDATE`;
      await db.cart.deleteMany({ where: { customerId } });
    },

    /** Makes the cart an order's for good, if that order holds it; leaves it alone otherwise. */
    async convert(id: string, orderId: string, at: Date): Promise<void> {
      await db.cart.updateMany({
        where: { id, lockedByOrderId: orderId, status: "LOCKED" },
        data: { status: "CONVERTED", version: { increment: 1 }, updatedAt: at },
      });
    },
  };
}

const LINES = { lines: { orderBy: { position: "asc" } } } as const;

/** A cart without a customer is open to whoever knows its id: the id is the secret. */
function visibleTo(viewer: Viewer): Prisma.CartWhereInput[] {
  const customerId = viewerUserId(viewer);
  return customerId === null ? [{ customerId: null }] : [{ customerId: null }, { customerId }];
}

type CartRow = Prisma.CartGetPayload<{ include: typeof LINES }>;

function toCart(row: CartRow): Cart {
  const currency = row.currency as CurrencyCode;
  return {
    id: row.id,
    customerId: row.customerId,
    currency,
    status: row.status as CartStatus,
    version: row.version,
    lockedByOrderId: row.lockedByOrderId,
    lines: row.lines.map(({ id, variantId, quantity, position, unitPriceMinor }) => ({
      id,
      variantId,
      quantity,
      position,
      unitPrice: { minor: unitPriceMinor, currency },
    })),
  };
}

const toLineRow = (cartId: string, { id, variantId, quantity, position, unitPrice }: CartLine) => ({
  id,
  cartId,
  variantId,
  quantity,
  position,
  unitPriceMinor: unitPrice.minor,
});
