import { z } from "zod";
import { defineAuditEvent } from "#platform/events/define-audit-event.ts";
import { defineEvent } from "#platform/events/define-event.ts";

/**
 * A product, one of its variants, or a category above it has changed, or it is new. Says which product and how often it has
 * changed, not what: whoever needs more asks. May be published twice for one change, and events of one product may overtake each other.
 */
export const ProductChanged = defineEvent(
  "products.product-changed.v1",
  z.object({
    productId: z.string(),
    shopId: z.string(),
    /** As in `Product.version`: a reader that has seen a higher one may ignore the event. */
    version: z.int().positive(),
    status: z.enum(["DRAFT", "ACTIVE", "ARCHIVED"]),
  }),
);

/** What members and staff did to the catalogue, the stock and reviews, for the audit trail. */
export const ProductsAuditRecorded = defineAuditEvent("products");

/** Which variant, of whose, and what it is called at this moment. */
const stockedVariant = {
  variantId: z.string(),
  productId: z.string(),
  shopId: z.string(),
  title: z.string(),
  /** The choices in words. */
  variantTitle: z.string(),
  sku: z.string(),
};

/**
 * A variant has come to its threshold or below it. Not again before it has been above; a threshold that is set higher than what
 * is there counts, too.
 */
export const LowStock = defineEvent(
  "products.low-stock.v1",
  z.object({
    ...stockedVariant,
    /** Units that can be sold; may be 0. */
    available: z.int().nonnegative(),
    threshold: z.int().nonnegative(),
  }),
);

/** Of a variant there was nothing to sell, and there is now. */
export const BackInStock = defineEvent(
  "products.back-in-stock.v1",
  z.object({ ...stockedVariant, available: z.int().positive() }),
);
