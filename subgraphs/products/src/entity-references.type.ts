import type { ReferenceResolver } from "#platform/graphql/federated-schema.ts";
import { type IdPrefix, parseId } from "#platform/ids/id.ts";
import { findVariantById } from "./catalogue/find-variant.ts";
import { toVariantNode } from "./catalogue/product.type.ts";
import type { ProductsContext } from "./context.ts";

/** Looks an entity up by its key alone, whatever else a representation carries; an id of another kind finds nothing. */
const byId =
  (prefix: IdPrefix, find: (id: string, context: ProductsContext) => unknown): ReferenceResolver<ProductsContext> =>
  ({ id: given }, context) => {
    const id = typeof given === "string" ? parseId(prefix, given) : null;
    return id === null ? null : find(id, context);
  };

/** The entities that others refer to. Any number of one kind costs one look-up, through the request's loaders. */
export const entityReferences: Record<string, ReferenceResolver<ProductsContext>> = {
  Product: byId("prod", (id, { loaders }) => loaders.productById.load(id)),
  ProductVariant: byId("var", async (id, { loaders }) => {
    const found = await findVariantById(loaders, id);
    return found && toVariantNode(found.product, found.variant);
  }),
  Category: byId("cat", (id, { loaders }) => loaders.categoryById.load(id)),
  StockReservation: byId("hold", (id, { loaders }) => loaders.reservationById.load(id)),
  Review: byId("rev", (id, { loaders }) => loaders.reviewById.load(id)),
  // What the person wrote, and whether the viewer bought the line, is for their fields to find.
  User: byId("user", (id) => ({ id })),
  OrderLine: byId("oln", (id) => ({ id })),
  File: byId("file", (id, { loaders }) => loaders.fileById.load(id)),
  Job: byId("job", (id, { loaders }) => loaders.jobById.load(id)),
  // Whether the shop is there is for its owner to know; here is only what it sells.
  Shop: byId("shop", (id) => ({ id })),
};
