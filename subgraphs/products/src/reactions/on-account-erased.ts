import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { ProductsStore } from "../database.ts";
import { deleteFilesOf } from "../files/delete-files-of-user.ts";

/**
 * Forgets the person: what they wrote about products stays, without telling who wrote it and without their pictures; what they
 * reported and may review goes, and so do their files.
 */
export const onAccountErased = (now: Now): Reaction<ProductsStore> =>
  reactTo(AccountErased, "products.forget-person", async (store: ProductsStore, payload) => {
    const userId = parseId("user", payload.userId);
    if (userId === null) return;
    await store.reviewers.forget(userId, now());
    await store.reviews.forgetAuthor(userId);
    await deleteFilesOf(store, userId);
    await store.catalogueJobs.forgetPerson(userId);
  });
