import type { CartToPrice } from "../pricing/pricing.ts";
import type { Cart, CartLine } from "./cart.ts";
import type { Offers } from "./offer.ts";

/** What a cart and a frozen one have in common. */
interface PricedCart extends Pick<Cart, "currency"> {
  readonly lines: readonly Pick<CartLine, "id" | "variantId" | "quantity" | "unitPrice">[];
}

/** A cart as pricing takes it. A line without an offer in the cart's currency keeps the price last seen. */
export const toCartToPrice = (cart: PricedCart, offers: Offers): CartToPrice => ({
  currency: cart.currency,
  lines: cart.lines.map(({ id, variantId, quantity, unitPrice }) => {
    const offer = offers.get(variantId);
    return {
      id,
      shopId: offer?.shopId ?? null,
      productId: offer?.productId ?? null,
      categoryIds: offer?.categoryIds ?? [],
      taxClass: offer?.taxClass ?? "STANDARD",
      quantity,
      unitPrice: (offer?.price ?? unitPrice).minor,
    };
  }),
  promotions: [],
  deliveries: [],
  tax: null,
});
