import type { PageRequest } from "#platform/database/page.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { OrderId, OrderLineId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { money } from "#platform/money/money.ts";
import { type OrderLine as OrderLineRow, Prisma } from "../generated/prisma/client.ts";
import { seesAllOrders } from "./order.policy.ts";
import type { OrderLine } from "./order.ts";

export type OrderLineRepository = ReturnType<typeof createOrderLineRepository>;

/** SQL for the lines of orders. Who may see an order has been decided before its lines are asked for, but for `findVisible`. */
export function createOrderLineRepository(db: Prisma.TransactionClient) {
  return {
    /** Lines among `ids` of orders that the viewer may see, in no particular order. */
    async findVisible(viewer: Viewer, ids: readonly string[]): Promise<OrderLine[]> {
      if (viewer.kind === "guest") return [];
      const owner = seesAllOrders(viewer) ? {} : { order: { customerId: viewer.userId } };
      return (await db.orderLine.findMany({ where: { id: { in: [...ids] }, ...owner } })).map(toOrderLine);
    },

    async findOfOrder(orderId: string): Promise<OrderLine[]> {
      return (await db.orderLine.findMany({ where: { orderId }, orderBy: { position: "asc" } })).map(toOrderLine);
    },

    /**
     * The same page of the lines of each of `orderIds`, in one query whatever their number: up to `limit + 1` lines for
     * each order, in reading direction, in no particular order among the orders.
     */
    async findPageOfEach(orderIds: readonly string[], page: PageRequest): Promise<OrderLine[]> {
      const position = page.cursor === null ? null : Number(page.cursor[0]);
      const behind = page.backward ? Prisma.sql`position < ${position}::int` : Prisma.sql`position > ${position}::int`;
      const direction = page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`;
      const rows = await db.$queryRaw<OrderLineRow[]>`
        SELECT line.id, line.order_id AS "orderId", line.position, line.variant_id AS "variantId",
               line.product_id AS "productId", line.shop_id AS "shopId", line.title, line.variant_title AS "variantTitle",
               line.sku, line.image_url AS "imageUrl", line.quantity, line.unit_price_minor AS "unitPriceMinor",
               line.discounts_minor AS "discountsMinor", line.tax_minor AS "taxMinor",
               line.total_minor AS "totalMinor", line.currency
        FROM unnest(${[...orderIds]}::text[]) AS wanted (id)
        CROSS JOIN LATERAL (
          SELECT * FROM order_lines WHERE order_id = wanted.id AND (${position}::int IS NULL OR ${behind})
          ORDER BY position ${direction} LIMIT ${page.limit + 1}::int
        ) AS line
        ORDER BY line.position ${direction}`;
      return rows.map(toOrderLine);
    },

    /** How many lines each of `orderIds` has. */
    async countOfEach(orderIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await db.orderLine.groupBy({
        by: ["orderId"],
        where: { orderId: { in: [...orderIds] } },
        _count: { _all: true },
      });
      return new Map(counts.map(({ orderId, _count }) => [orderId, _count._all]));
    },
  };
}

function toOrderLine({
  unitPriceMinor,
  discountsMinor,
  taxMinor,
  totalMinor,
  currency,
  ...row
}: OrderLineRow): OrderLine {
  const of = (minor: bigint) => money(minor, currency as CurrencyCode);
  return {
    ...row,
    id: row.id as OrderLineId,
    orderId: row.orderId as OrderId,
    unitPrice: of(unitPriceMinor),
    discounts: of(discountsMinor),
    tax: taxMinor === null ? null : of(taxMinor),
    total: of(totalMinor),
  };
}
