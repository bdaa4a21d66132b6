import type { RequestContext } from "#platform/graphql/executor.ts";
import type { OrdersDatabase } from "./database.ts";
import { createOrderLoaders, type OrderLoaders } from "./order/order.loaders.ts";
import type { OrderRepository } from "./order/order.repository.ts";

/** What the resolvers of one request find: who asks, and where reads go. */
export interface OrdersContext extends RequestContext {
  orders: OrderRepository;
  loaders: OrderLoaders;
}

export const createContextOf =
  (db: Pick<OrdersDatabase, "orders" | "orderLines">) =>
  (request: RequestContext): OrdersContext => ({
    ...request,
    orders: db.orders,
    loaders: createOrderLoaders(db.orders, db.orderLines, request),
  });
