import type { RequestContext } from "#platform/graphql/executor.ts";
import { type CartLoaders, createCartLoaders, createPricing, type Pricing } from "./cart/cart.loaders.ts";
import type { CartRepository } from "./cart/cart.repository.ts";
import type { Shopper } from "./cart/offer.ts";
import type { ProductsClient } from "./clients/products.client.ts";
import type { LockRepository } from "./lock/lock.repository.ts";

/** What every resolver finds, made for one request: who asks, and loaders that live as long as it. */
export interface CartsContext extends RequestContext, Shopper {
  loaders: CartLoaders;
  quoteOf: Pricing["quoteOf"];
}

/** Makes the context of a request from what lives as long as the subgraph. */
export const createContext =
  ({ carts, locks, products }: { carts: CartRepository; locks: LockRepository; products: ProductsClient }) =>
  (request: RequestContext): CartsContext => {
    const loaders = createCartLoaders(carts, locks, request.viewer);
    const variantsForSale: Parameters<typeof createPricing>[0] = (ids, currency) =>
      products.variantsForSale(ids, currency, request);
    return { ...request, loaders, ...createPricing(variantsForSale, loaders.frozenByOrder, request.logger) };
  };
