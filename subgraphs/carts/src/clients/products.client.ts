import { z } from "zod";
import { CURRENCY_CODES, type CurrencyCode } from "#platform/money/currency.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";
import type { Offer } from "../cart/offer.ts";

export interface ProductsClient {
  /**
   * The variants among `ids` that can be bought now, with their price in `currency` and their stock. Those that cannot be
   * bought are left out.
   * @throws AppError UNAVAILABLE when products does not answer.
   */
  variantsForSale(ids: readonly string[], currency: CurrencyCode, context: CallContext): Promise<Offer[]>;
}

const VARIANTS_FOR_SALE = /* GraphQL */ `
  query CartsVariantsForSale($ids: [ID!]!, $currencyCode: CurrencyCode!) {
    variantsForSale(ids: $ids, currencyCode: $currencyCode) {
      id
      productId
      shopId
      title
      variantTitle
      sku
      imageUrl
      price {
        minorUnits
        currencyCode
      }
      availableQuantity
      taxClass
      weightGrams
      categoryIds
    }
  }
`;

const answer = z.object({
  variantsForSale: z.array(
    z.object({
      id: z.string(),
      productId: z.string(),
      shopId: z.string(),
      title: z.string(),
      variantTitle: z.string(),
      sku: z.string(),
      imageUrl: z.string().nullable(),
      price: z.object({ minorUnits: z.int().nonnegative(), currencyCode: z.enum(CURRENCY_CODES) }).nullable(),
      availableQuantity: z.int(),
      taxClass: z.enum(["STANDARD", "REDUCED", "ZERO"]),
      weightGrams: z.int().nonnegative().nullable(),
      categoryIds: z.array(z.string()),
    }),
  ),
});

/** `products` is called for each question: siblings may know each other, so it may not exist yet when this is made. */
export function createProductsClient(products: () => Neighbour): ProductsClient {
  return {
    async variantsForSale(ids, currency, context) {
      const variables = { ids, currencyCode: currency };
      const { variantsForSale } = await ask(products(), { query: VARIANTS_FOR_SALE, variables }, answer, context);
      return variantsForSale.map(({ id, price, ...variant }) => ({
        ...variant,
        variantId: id,
        // A price in another currency than asked for is no price in it.
        price: price?.currencyCode === currency ? { minor: BigInt(price.minorUnits), currency } : null,
      }));
    },
  };
}
