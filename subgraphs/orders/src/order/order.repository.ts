import type { Page, PageRequest } from "#platform/database/page.ts";
import { toPage } from "#platform/database/page.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { OrderId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { type Money, money } from "#platform/money/money.ts";
import { type Order as OrderRow, Prisma } from "../generated/prisma/client.ts";
import { seesAllOrders } from "./order.policy.ts";
import {
  type NewOrder,
  type NewOrderLine,
  type Order,
  OPEN_STATUSES,
  type OrderStatus,
  type ShippingAddress,
  statusesBefore,
} from "./order.ts";

export type OrderRepository = ReturnType<typeof createOrderRepository>;

/** Every given part must hold; `placedBefore` itself is not included. */
export interface OrderFilter {
  statuses?: readonly OrderStatus[];
  customerId?: string;
  placedFrom?: Date;
  placedBefore?: Date;
}

/** A look-up by exactly one of the two names of an order. */
export type OrderReference = { id: string } | { number: string };

/** SQL for orders. Works on the plain client or inside a transaction; knows no GraphQL and no rules. */
export const createOrderRepository = (db: Prisma.TransactionClient) => ({ ...createReads(db), ...createWrites(db) });

function createReads(db: Prisma.TransactionClient) {
  return {
    /** Orders among `ids` that the viewer may see, in no particular order. Ownership is part of the query. */
    async findVisible(viewer: Viewer, ids: readonly string[]): Promise<Order[]> {
      if (viewer.kind === "guest") return [];
      return (await db.order.findMany({ where: { id: { in: [...ids] }, ...visibleTo(viewer) } })).map(toOrder);
    },

    async findVisibleByNumber(viewer: Viewer, number: string): Promise<Order | null> {
      if (viewer.kind === "guest") return null;
      const row = await db.order.findFirst({ where: { number, ...visibleTo(viewer) } });
      return row && toOrder(row);
    },

    /** Whoever's it is: for siblings, for reactions, and for a caller who then has to show the access key. */
    async find(reference: OrderReference): Promise<Order | null> {
      const row = await db.order.findUnique({ where: reference });
      return row && toOrder(row);
    },

    /** A page of what the viewer may see, newest first, or oldest first when `reverse`. */
    async findPage(viewer: Viewer, filter: OrderFilter, page: PageRequest, reverse: boolean): Promise<Page<Order>> {
      const direction = reverse === page.backward ? "desc" : "asc";
      const rows = await db.order.findMany({
        where: { AND: [visibleTo(viewer), toWhere(filter), ...behind(page, direction)] },
        orderBy: [{ placedAt: direction }, { id: direction }],
        take: page.limit + 1,
      });
      return toPage(rows.map(toOrder), page);
    },

    count: (viewer: Viewer, filter: OrderFilter): Promise<number> =>
      db.order.count({ where: { AND: [visibleTo(viewer), toWhere(filter)] } }),

    /** How many orders have lines of the shop and are not over, whoever's they are. */
    countOpenOfShop: (shopId: string): Promise<number> =>
      db.order.count({ where: { status: { in: [...OPEN_STATUSES] }, lines: { some: { shopId } } } }),
  };
}

function createWrites(db: Prisma.TransactionClient) {
  return {
    /**
     * Stores a new order that waits for its payment, with its lines and the first entry of its history.
     * @throws a violation of `orders_one_live_per_cart` when the cart has another live order.
     */
    async insert(order: NewOrder, lines: readonly NewOrderLine[]): Promise<Order> {
      const status: OrderStatus = "PENDING_PAYMENT";
      const row = await db.order.create({ data: { ...toRow(order), status } });
      await db.orderLine.createMany({
        data: lines.map(({ unitPrice, discounts: taken, tax: taxed, total: lineTotal, ...line }, position) => ({
          ...line,
          orderId: order.id,
          position,
          unitPriceMinor: unitPrice.minor,
          discountsMinor: taken.minor,
          taxMinor: taxed && taxed.minor,
          totalMinor: lineTotal.minor,
          currency: lineTotal.currency,
        })),
      });
      const change = {
        orderId: order.id,
        fromStatus: null,
        toStatus: status,
        cause: "checkout",
        changedAt: order.placedAt,
      };
      await db.orderStatusChange.create({ data: change });
      return toOrder(row);
    },

    /**
     * Marks the order paid if it still waits, is not past its expiry by the database's clock, and costs exactly `amount`;
     * null when not, and then nothing has changed. Two payments at once: the row lock decides, the second gets null.
     */
    async pay(payment: { orderId: string; paymentId: string; amount: Money; paidAt: Date }): Promise<Order | null> {
      const { orderId, paymentId, amount, paidAt } = payment;
      return changeStatus(db, {
        orderId,
        next: "PAID",
        cause: `payment ${paymentId}`,
        at: paidAt,
        when: Prisma.sql`total_minor = ${amount.minor} AND currency = ${amount.currency} AND expires_at > now()`,
        set: Prisma.sql`, payment_id = ${paymentId}, paid_at = ${paidAt.toISOString()}::timestamptz`,
      });
    },

    /** Ends an order that nobody paid, if its time is over by the database's clock; null when there was nothing to end. */
    expireIfDue: (orderId: string, at: Date): Promise<Order | null> =>
      changeStatus(db, {
        orderId,
        next: "EXPIRED",
        cause: "not paid in time",
        at,
        when: Prisma.sql`expires_at <= now()`,
        set: Prisma.empty,
      }),
  };
}

interface StatusChange {
  orderId: string;
  next: OrderStatus;
  cause: string;
  at: Date;
  when: Prisma.Sql;
  set: Prisma.Sql;
}

/** One step of the status machine with its history entry, in one statement; null when the step is not allowed now. */
async function changeStatus(db: Prisma.TransactionClient, change: StatusChange): Promise<Order | null> {
  const { orderId, next, cause, at, when, set } = change;
  const changed = await db.$queryRaw<{ id: string }[]>`
    WITH before AS (
      SELECT id, status FROM orders
      WHERE id = ${orderId} AND status = ANY(${statusesBefore(next)}::text[]) AND ${when}
      FOR UPDATE
    ), moved AS (
      UPDATE orders SET status = ${next}${set} FROM before WHERE orders.id = before.id
      RETURNING orders.id, before.status AS from_status
    )
    INSERT INTO order_status_changes (order_id, from_status, to_status, cause, changed_at)
    SELECT id, from_status, ${next}, ${cause}, ${at.toISOString()}::timestamptz FROM moved
    RETURNING order_id AS id`;
  if (changed.length === 0) return null;
  return toOrder(await db.order.findUniqueOrThrow({ where: { id: orderId } }));
}

/** The viewer's own orders, or all of them for staff. Nobody's for a guest: they need the access key. */
function visibleTo(viewer: Viewer): Prisma.OrderWhereInput {
  if (seesAllOrders(viewer)) return {};
  return viewer.kind === "user" ? { customerId: viewer.userId } : { id: { in: [] } };
}

const toWhere = ({ statuses, customerId, placedFrom, placedBefore }: OrderFilter): Prisma.OrderWhereInput => ({
  ...(statuses ? { status: { in: [...statuses] } } : {}),
  ...(customerId === undefined ? {} : { customerId }),
  placedAt: { ...(placedFrom ? { gte: placedFrom } : {}), ...(placedBefore ? { lt: placedBefore } : {}) },
});

/** Behind the cursor in reading direction. The first part of each is implied; it lets the index find the place. */
function behind({ cursor }: PageRequest, direction: "asc" | "desc"): Prisma.OrderWhereInput[] {
  if (cursor === null) return [];
  const placedAt = new Date(String(cursor[0]));
  const id = String(cursor[1]);
  return direction === "desc"
    ? [{ placedAt: { lte: placedAt } }, { OR: [{ placedAt: { lt: placedAt } }, { placedAt, id: { lt: id } }] }]
    : [{ placedAt: { gte: placedAt } }, { OR: [{ placedAt: { gt: placedAt } }, { placedAt, id: { gt: id } }] }];
}

const toRow = ({ subtotal, discounts, shipping, tax, total, shippingAddress, ...rest }: NewOrder) => ({
  ...rest,
  shippingAddress: { ...shippingAddress },
  subtotalMinor: subtotal.minor,
  discountsMinor: discounts.minor,
  shippingMinor: shipping.minor,
  taxMinor: tax && tax.minor,
  totalMinor: total.minor,
  currency: total.currency,
});

function toOrder(row: OrderRow): Order {
  const { subtotalMinor, discountsMinor, shippingMinor, taxMinor, totalMinor, currency, ...rest } = row;
  const of = (minor: bigint) => money(minor, currency as CurrencyCode);
  return {
    ...rest,
    id: rest.id as OrderId,
    status: rest.status as OrderStatus,
    shippingAddress: rest.shippingAddress as unknown as ShippingAddress,
    subtotal: of(subtotalMinor),
    discounts: of(discountsMinor),
    shipping: of(shippingMinor),
    tax: taxMinor === null ? null : of(taxMinor),
    total: of(totalMinor),
  };
}
