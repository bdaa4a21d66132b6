import { reactTo } from "#platform/events/inbox.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { commitStock } from "../stock/commit-stock.ts";

/** The units of a paid order leave. When they cannot, someone must refund or restock: an alarm, and a row that stays. */
export const onOrderPaid = (logger: Logger) =>
  reactTo(OrderPaid, "commit-stock", async (store: ProductsStore, { orderId, lines }) => {
    const outcome = await commitStock(store, { orderId, lines });
    if (outcome.kind === "short") {
      logger.error({ orderId, missing: outcome.missing }, "a paid order is short of stock; see table stock_shortfalls");
    }
  });
