import { createStoreReads } from "#platform/events/append-audit.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import { parseId } from "#platform/ids/id.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { OrdersAuditRecorded } from "../contract/events.ts";
import { CheckoutResolver } from "./checkout/checkout.resolver.ts";
import { createStartCheckout } from "./checkout/start-checkout.ts";
import { createCartsClient } from "./clients/carts.client.ts";
import { createStockClient } from "./clients/stock.client.ts";
import { loadOrdersConfig } from "./config.ts";
import { createContextOf, type OrdersContext } from "./context.ts";
import { createDatabase, type OrdersStore } from "./database.ts";
import { createSettleCheckout } from "./jobs/settle-checkout.ts";
import { createAccessKeys } from "./order/access-key.ts";
import { OrderForPaymentResolver } from "./order/order-for-payment.resolver.ts";
import { OrderLineType, toOrderLineType } from "./order/order-line.type.ts";
import { isOwner } from "./order/order.policy.ts";
import { OrderResolver, UserOrdersResolver } from "./order/order.resolver.ts";
import { toOrderType } from "./order/order.type.ts";
import { ShopCloseBlockersResolver } from "./order/shop-close-blockers.resolver.ts";
import { createOnAccountErased } from "./reactions/on-account-erased.ts";
import { createOnPaymentCaptured } from "./reactions/on-payment-captured.ts";

export const createSubgraph: CreateSubgraph = (deps) => {
  const { logger, now, subscribersOf, neighbour } = deps;
  const config = loadOrdersConfig(deps.env);
  const database = createDatabase({
    url: config.databaseUrl,
    logger,
    createOutbox: createOutbox({ subscribersOf, now }),
  });
  const accessKeys = createAccessKeys(config.secret);
  const startCheckout = createStartCheckout({
    db: database,
    carts: createCartsClient(() => neighbour("carts")),
    stock: createStockClient(() => neighbour("products")),
    accessKeys,
    ttlSeconds: config.unpaidTtlSeconds,
    now,
    logger,
  });

  return assembleSubgraph<OrdersStore, OrdersContext>(deps, {
    name: "orders",
    database,
    schema: {
      resolvers: [
        new OrderResolver({ accessKeys }),
        new UserOrdersResolver(),
        new CheckoutResolver({ startCheckout, accessKeys }),
        new OrderForPaymentResolver(),
        new ShopCloseBlockersResolver(),
      ],
      entities: [OrderLineType],
      references: {
        Order: async ({ id }, { viewer, loaders }) => {
          const orderId = parseId("ord", String(id));
          const order = orderId && (await loaders.orderById.load(orderId));
          return order && toOrderType(order, { isBuyers: isOwner(viewer, order) });
        },
        OrderLine: async ({ id }, { loaders }) => {
          const lineId = parseId("oln", String(id));
          const line = lineId && (await loaders.orderLineById.load(lineId));
          return line && toOrderLineType(line);
        },
        User: ({ id }) => ({ id }),
      },
    },
    createContext: createContextOf(database),
    storeReads: createStoreReads(database, OrdersAuditRecorded),
    reactions: [createOnPaymentCaptured({ accessKeys, now }), createOnAccountErased(now)],
    jobs: [createSettleCheckout({ db: database, now })],
  });
};
