import type { RequestContext } from "#platform/graphql/executor.ts";
import { type CartLoaders, createCartLoaders, createPricing, type Pricing } from "./cart/cart.loaders.ts";
import type { CartRepository } from "./cart/cart.repository.ts";
import type { Shopper } from "./cart/offer.ts";
import type { ProductsClient } from "./clients/products.client.ts";

/** What every resolver finds, made for one request: who asks, and loaders that live as long as it. */
export interface CartsContext extends RequestContext, Shopper {
  loaders: CartLoaders;
  unitPriceOf: Pricing["unitPriceOf"];
}

/** Makes the context of a request from what lives as long as the subgraph. */
export const createContext =
  ({ carts, products }: { carts: CartRepository; products: ProductsClient }) =>
  (request: RequestContext): CartsContext => ({
    ...request,
    loaders: createCartLoaders(carts, request.viewer),
    ...createPricing((ids, currency) => products.variantsForSale(ids, currency, request), request.logger),
  });
