import { reactTo } from "#platform/events/inbox.ts";
import { CheckoutAbandoned } from "../../../orders/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { releaseStock } from "../stock/release-stock.ts";
import { holdIdOf } from "../stock/stock.ts";

/** The checkout never became an order. Its hold may not have arrived yet: it finds a tombstone then. */
export const onCheckoutAbandoned = reactTo(
  CheckoutAbandoned,
  "release-abandoned-stock",
  async (store: ProductsStore, { orderId }) => {
    await releaseStock(store, holdIdOf(orderId));
  },
);
