import { reactTo } from "#platform/events/inbox.ts";
import { OrderExpired } from "../../../orders/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { releaseStock } from "../stock/release-stock.ts";
import { holdIdOf } from "../stock/stock.ts";

/** Nobody paid: the units can be sold again. */
export const onOrderExpired = reactTo(OrderExpired, "release-stock", async (store: ProductsStore, { orderId }) => {
  await releaseStock(store, holdIdOf(orderId));
});
