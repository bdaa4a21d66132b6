import type { Viewer } from "#platform/identity/viewer.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import type { TaxClass } from "../pricing/pricing.ts";

/** What products says about a variant that can be bought now. The only source of prices and stock. */
export interface Offer {
  readonly variantId: string;
  readonly productId: string;
  readonly shopId: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  /** Null when it is not sold in the currency that was asked for. */
  readonly price: Money | null;
  readonly availableQuantity: number;
  readonly taxClass: TaxClass;
  /** Null when it is not known. */
  readonly weightGrams: number | null;
  /** The product's categories. */
  readonly categoryIds: readonly string[];
}

/** Offers by variant id, as products knows them now; a variant that cannot be bought is missing from the map. */
export type Offers = ReadonlyMap<string, Offer>;

/**
 * Asks products for offers; each variant is asked for once per request.
 * @throws AppError UNAVAILABLE when products does not answer.
 */
export type OffersOf = (variantIds: readonly string[], currency: CurrencyCode) => Promise<Offers>;

/** Who changes a cart, and where their prices come from. Every request context is one. */
export interface Shopper {
  readonly viewer: Viewer;
  readonly offersOf: OffersOf;
}
