import { AppError } from "#platform/errors/app-error.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";
import type { Offer } from "../cart/offer.ts";

/** Stands in for products in tests of the whole subgraph: answers `variantsForSale` as the real one does. */
export function createStubProducts(offers: readonly Offer[]) {
  const shelf = new Map(offers.map((offer) => [offer.variantId, offer]));
  const calls: { ids: readonly string[]; currencyCode: string; context: CallContext }[] = [];
  let isAway = false;

  const neighbour: Partial<Neighbour> = {
    async graphql({ variables }, context) {
      if (isAway) throw new AppError("UNAVAILABLE", "products is not available. Try again.");
      const { ids, currencyCode } = variables as { ids: string[]; currencyCode: string };
      calls.push({ ids, currencyCode, context });
      const found = ids.flatMap((id) => shelf.get(id) ?? []);
      return {
        data: {
          variantsForSale: found.map(({ variantId, price, ...variant }) => ({
            ...variant,
            id: variantId,
            price: price?.currency === currencyCode ? { minorUnits: Number(price.minor), currencyCode } : null,
          })),
        },
      };
    },
  };

  return {
    neighbour,
    /** Every question so far. */
    calls,
    /** Puts an offer on the shelf, in place of what was there. */
    put: (offer: Offer) => void shelf.set(offer.variantId, offer),
    takeAway: (variantId: string) => void shelf.delete(variantId),
    setAway(away: boolean) {
      isAway = away;
    },
  };
}
