import { z } from "zod";
import { CURRENCY_CODES, type CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import type { Cart } from "../cart/cart.ts";
import { toCartToPrice } from "../cart/cart-to-price.ts";
import type { Offers } from "../cart/offer.ts";
import { priceCart } from "../pricing/price-cart.ts";
import type { Quote } from "../pricing/pricing.ts";
import { storedQuote } from "../pricing/stored-quote.ts";

/** A line as it was when a checkout began: what it is, and what one unit costs whatever happens to the product since. */
export interface FrozenLine {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly shopId: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** The cart of one checkout. It never changes; an order is made of it. */
export interface FrozenCart {
  readonly id: string;
  readonly customerId: string | null;
  readonly currency: CurrencyCode;
  readonly lines: readonly FrozenLine[];
  /** What it costs, for good. */
  readonly quote: Quote;
}

export type Freezing =
  | { readonly kind: "frozen"; readonly cart: FrozenCart }
  /** Lines whose variant cannot be bought any more, or not in the cart's currency. */
  | { readonly kind: "unavailable"; readonly lineIds: readonly string[] };

/** The cart at the offered prices, all lines or none. */
export function freezeCart(cart: Cart, offers: Offers): Freezing {
  const lines: FrozenLine[] = [];
  const lineIds: string[] = [];
  for (const { id, variantId, quantity } of cart.lines) {
    const offer = offers.get(variantId);
    if (!offer || offer.price === null) lineIds.push(id);
    else {
      const { productId, shopId, title, variantTitle, sku, imageUrl, price } = offer;
      lines.push({ id, variantId, productId, shopId, title, variantTitle, sku, imageUrl, quantity, unitPrice: price });
    }
  }
  if (lineIds.length > 0) return { kind: "unavailable", lineIds };
  const { id, customerId, currency } = cart;
  const quote = priceCart(toCartToPrice(cart, offers));
  return { kind: "frozen", cart: { id, customerId, currency, lines, quote } };
}

/** How a frozen cart is stored. Additive changes only: locks are read by later versions. */
const storedCart = z.object({
  /** The first locks lack it: those carts cost the sum of their lines. */
  quote: storedQuote.optional(),
  id: z.string(),
  customerId: z.string().nullable(),
  currency: z.enum(CURRENCY_CODES),
  lines: z.array(
    z.object({
      id: z.string(),
      variantId: z.string(),
      productId: z.string(),
      shopId: z.string(),
      title: z.string(),
      variantTitle: z.string(),
      sku: z.string(),
      imageUrl: z.string().nullable(),
      quantity: z.int().positive(),
      /** A decimal string: JSON numbers are binary floats. */
      unitPriceMinor: z.string().regex(/^\d+$/),
    }),
  ),
});

export type StoredCart = z.input<typeof storedCart>;

export const toStoredCart = ({ lines, quote, ...cart }: FrozenCart): StoredCart => ({
  ...cart,
  quote: storedQuote.encode(quote),
  lines: lines.map(({ unitPrice, ...line }) => ({ ...line, unitPriceMinor: unitPrice.minor.toString() })),
});

/** @throws ZodError when `stored` is not what `toStoredCart` makes. */
export function fromStoredCart(stored: unknown): FrozenCart {
  const { lines: storedLines, quote, ...cart } = storedCart.parse(stored);
  const lines = storedLines.map(({ unitPriceMinor, ...line }) => ({
    ...line,
    unitPrice: { minor: BigInt(unitPriceMinor), currency: cart.currency },
  }));
  return { ...cart, lines, quote: quote ?? priceCart(toCartToPrice({ currency: cart.currency, lines }, new Map())) };
}
