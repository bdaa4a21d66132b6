import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { ProductsStore } from "../database.ts";

/** Forgets the person: what they wrote about products stays, without telling who wrote it. */
export const onAccountErased: Reaction<ProductsStore> = reactTo(
  AccountErased,
  "products.forget-person",
  async ({ reviews }: ProductsStore, { userId }) => {
    await reviews.forgetAuthor(userId);
  },
);
