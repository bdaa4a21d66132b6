import { parseId } from "#platform/ids/id.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import type { CatalogueJob } from "./catalogue-job.ts";
import { sightOf } from "./job-sight.ts";

export type CancelJobOutcome =
  { kind: "cancelled"; job: CatalogueJob } | { kind: "notFound" } | { kind: "finished"; job: CatalogueJob };

export type CancelJob = ReturnType<typeof createCancelJob>;

/**
 * Cancels a job for whoever may see it. Safe to repeat. What it has written stays; a worker that is at it finishes the batch in its
 * hands at most.
 */
export function createCancelJob({
  db,
  now,
}: {
  db: Pick<ProductsDatabase, "transaction" | "catalogueJobs">;
  now: Now;
}) {
  return async ({ viewer, requestId }: Actor, input: { jobId: string }): Promise<CancelJobOutcome> => {
    const id = parseId("job", input.jobId);
    if (id === null) return { kind: "notFound" };
    const find = async () => (await db.catalogueJobs.findVisible(sightOf(viewer), [id])).get(id);
    if (!(await find())) return { kind: "notFound" };
    const isCancelled = await db.transaction(async (store) => {
      const cancelled = await store.catalogueJobs.cancel(id, now());
      if (cancelled) await letGo(store, cancelled, now());
      return cancelled !== null;
    }, requestId);
    const job = (await find())!;
    return isCancelled || job.status === "CANCELLED" ? { kind: "cancelled", job } : { kind: "finished", job };
  };
}

/** Ends a job's use of its file, which is collected then. */
export async function letGo({ files }: Pick<ProductsStore, "files">, job: CatalogueJob, at: Date): Promise<void> {
  if (job.kind === "PRODUCTS_IMPORT") await files.detach(job.request.fileId, job.id, at);
}
