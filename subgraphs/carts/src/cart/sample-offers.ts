import { idFromBytes, type UserId, type VariantId } from "#platform/ids/id.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Offer, Offers, Shopper } from "./offer.ts";

/** Makers of example values for the tests of carts. */

const bytesOf = (number: number): Uint8Array => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, number);
  return bytes;
};

/** The id of the `number`th example variant. */
export const variantIdOf = (number: number): VariantId => idFromBytes("var", bytesOf(number));

/** A signed-in viewer, the `number`th example user. */
export const userOf = (number: number): Extract<Viewer, { kind: "user" }> & { userId: UserId } => ({
  kind: "user",
  userId: idFromBytes("user", bytesOf(number)),
  sessionId: idFromBytes("sess", bytesOf(number)),
  scopes: [],
  memberships: [],
});

/** The offer of the `number`th example variant: 10.00 EUR, 1,000 in stock, unless `changes` say otherwise. */
export const offerOf = (number: number, changes: Partial<Offer> = {}): Offer => ({
  variantId: variantIdOf(number),
  productId: idFromBytes("prod", bytesOf(number)),
  shopId: idFromBytes("shop", bytesOf(1)),
  title: `Product ${number}`,
  variantTitle: "Blue / M",
  sku: `SKU-${number}`,
  imageUrl: null,
  price: { minor: 1_000n, currency: "EUR" },
  availableQuantity: 1_000,
  taxClass: "STANDARD",
  weightGrams: null,
  categoryIds: [],
  ...changes,
});

export const toOffers = (...offers: readonly Offer[]): Offers =>
  new Map(offers.map((offer) => [offer.variantId, offer]));

/** A shopper who is offered exactly `offers`; `beforeAnswer` runs while products "thinks". */
export function shopperWith(
  offers: readonly Offer[],
  options: { viewer?: Viewer; beforeAnswer?: (currency: CurrencyCode) => Promise<unknown> } = {},
): Shopper {
  return {
    viewer: options.viewer ?? GUEST,
    async offersOf(variantIds, currency) {
      await options.beforeAnswer?.(currency);
      return toOffers(...offers.filter(({ variantId }) => variantIds.includes(variantId)));
    },
  };
}
