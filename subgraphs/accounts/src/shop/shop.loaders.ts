import DataLoader from "dataloader";
import type { ShopRepository } from "./shop.repository.ts";
import type { Shop } from "./shop.ts";

/** Made once per request. */
export function createShopLoaders(shops: Pick<ShopRepository, "findByIds" | "findByHandles">) {
  return {
    shopById: new DataLoader<string, Shop | null>(
      async (ids) => inOrder(ids, await shops.findByIds(ids), ({ id }) => id),
      { maxBatchSize: 500 },
    ),
    shopByHandle: new DataLoader<string, Shop | null>(
      async (handles) => inOrder(handles, await shops.findByHandles(handles), ({ handle }) => handle),
      { maxBatchSize: 500 },
    ),
  };
}

function inOrder(keys: readonly string[], shops: readonly Shop[], keyOf: (shop: Shop) => string): (Shop | null)[] {
  const found = new Map(shops.map((shop) => [keyOf(shop), shop]));
  return keys.map((key) => found.get(key) ?? null);
}
