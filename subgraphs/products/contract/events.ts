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
