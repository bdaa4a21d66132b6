import { reactTo } from "#platform/events/inbox.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import { ShopClosed } from "../../../accounts/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { archiveShop } from "../jobs/archive-shop.ts";

/** What a closed shop had on sale is in no list any more, and nobody writes for it; the documents follow by a job. */
export const onShopClosed = reactTo(ShopClosed, "take-shop-off-sale", async (store: ProductsStore, { shopId }) => {
  await store.closedShops.add(shopId);
  await store.listings.removeOfShop(shopId);
  await enqueueJob(store.sql, archiveShop, { shopId });
});
