import DataLoader from "dataloader";
import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import type { RequestContext } from "#platform/graphql/executor.ts";
import type { OrderLineRepository } from "./order-line.repository.ts";
import type { OrderRepository } from "./order.repository.ts";
import { readByScope, seesAllOrders } from "./order.policy.ts";
import type { Order, OrderLine } from "./order.ts";

interface LinePageKey {
  orderId: string;
  page: PageRequest;
}

export type OrderLoaders = ReturnType<typeof createOrderLoaders>;

/**
 * Made once per request, for one viewer: a longer-lived cache would leak orders between customers. What staff loads of somebody
 * else's is recorded before it is there.
 */
export function createOrderLoaders(
  orders: OrderRepository,
  orderLines: OrderLineRepository,
  { viewer, recordReads }: Pick<RequestContext, "viewer" | "recordReads">,
) {
  return {
    /** Null for a missing order and for one that the viewer may not see. */
    orderById: new DataLoader<string, Order | null>(async (ids) => {
      const visible = await orders.findVisible(viewer, ids);
      await recordReads(readByScope(viewer, visible));
      const found = new Map(visible.map((order) => [order.id as string, order]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    /** Null for a missing line and for one of an order that the viewer may not see. */
    orderLineById: new DataLoader<string, OrderLine | null>(async (ids) => {
      const visible = await orderLines.findVisible(viewer, ids);
      if (seesAllOrders(viewer)) {
        const orderIds = [...new Set(visible.map(({ orderId }) => orderId))];
        await recordReads(readByScope(viewer, await orders.findVisible(viewer, orderIds)));
      }
      const found = new Map(visible.map((line) => [line.id as string, line]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    /** A page of an order's lines: one query for all orders of which the same page is wanted, as in a list. */
    linePage: new DataLoader<LinePageKey, Page<OrderLine>, string>((keys) => loadLinePages(orderLines, keys), {
      cacheKeyFn: (key) => JSON.stringify(key),
    }),
    lineCount: new DataLoader<string, number>(async (ids) => {
      const counts = await orderLines.countOfEach(ids);
      return ids.map((id) => counts.get(id) ?? 0);
    }),
  };
}

async function loadLinePages(
  orderLines: OrderLineRepository,
  keys: readonly LinePageKey[],
): Promise<Page<OrderLine>[]> {
  const pageKeys = keys.map(({ page }) => JSON.stringify(page));
  const found = new Map<string, OrderLine[]>();
  await Promise.all(
    [...new Set(pageKeys)].map(async (pageKey) => {
      const orderIds = keys.filter((_, index) => pageKeys[index] === pageKey).map(({ orderId }) => orderId);
      for (const line of await orderLines.findPageOfEach(orderIds, JSON.parse(pageKey) as PageRequest)) {
        const slot = `${line.orderId} ${pageKey}`;
        found.set(slot, [...(found.get(slot) ?? []), line]);
      }
    }),
  );
  return keys.map(({ orderId, page }, index) => toPage(found.get(`${orderId} ${pageKeys[index]}`) ?? [], page));
}
