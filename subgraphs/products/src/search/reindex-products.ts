import type { ProductListingReads } from "../catalogue/product-listing-reads.repository.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import type { SearchWords } from "./search-words.repository.ts";

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  documents: Pick<ProductRepository, "findIdsAfter" | "findByIds">;
  listings: Pick<ProductListingReads, "findIdsWithin">;
  words: Pick<SearchWords, "recount">;
  projectProducts: ProjectProducts;
}

export interface ReindexProgress {
  /** Everything up to this id is done: where to go on after an interruption. */
  readonly lastId: string;
  readonly done: number;
}

const BATCH_SIZE = 200;

/**
 * Writes everything that lists are read from anew, from the documents, while the shop is open: each batch of products is one
 * transaction that replaces their rows, so a reader sees the old ones or the new ones. Rows without a document go. Safe to repeat, to
 * interrupt, and to run beside writes, for it does what every write does after itself. Answers with the number of products.
 */
export function createReindexProducts({ db, documents, listings, words, projectProducts }: Deps) {
  /** What is listed in a stretch of ids and has no document, looked for again: a product may have come in between. */
  async function removeOrphans(after: string | null, last: string | null, present: readonly string[]): Promise<void> {
    const known = new Set(present);
    const suspects = (await listings.findIdsWithin(after, last)).filter((id) => !known.has(id));
    if (suspects.length === 0) return;
    const found = await documents.findByIds(suspects);
    const orphans = suspects.filter((id) => !found.has(id));
    await db.transaction((store) => store.listings.remove(orphans));
  }

  return async (after: string | null, onProgress: (progress: ReindexProgress) => void): Promise<number> => {
    let done = 0;
    for (let from = after; ;) {
      const ids = await documents.findIdsAfter(from, BATCH_SIZE);
      const lastId = ids.at(-1) ?? null;
      await projectProducts(ids);
      await removeOrphans(from, lastId, ids);
      if (lastId === null) break;
      done += ids.length;
      onProgress({ lastId, done });
      from = lastId;
    }
    await words.recount();
    return done;
  };
}
