import { reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { grantReviewRights } from "../review/grant-review-rights.ts";

/** Who has paid may say what they think of it. */
export const onOrderPaidGrantReviews = (now: Now) =>
  reactTo(OrderPaid, "products.grant-review-rights", (store: ProductsStore, order) =>
    grantReviewRights(store, order, now()),
  );
