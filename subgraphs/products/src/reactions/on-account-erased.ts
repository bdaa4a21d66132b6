import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { parseId } from "#platform/ids/id.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { deleteFilesOf } from "../files/delete-files-of-user.ts";

/** Forgets the person: what they wrote about products stays, without telling who wrote it; their files go. */
export const onAccountErased: Reaction<ProductsStore> = reactTo(
  AccountErased,
  "products.forget-person",
  async (store: ProductsStore, payload) => {
    const userId = parseId("user", payload.userId);
    if (userId === null) return;
    await store.reviews.forgetAuthor(userId);
    await deleteFilesOf(store, userId);
    await store.catalogueJobs.forgetPerson(userId);
  },
);
