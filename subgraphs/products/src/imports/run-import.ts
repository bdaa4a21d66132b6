import { appendAudit } from "#platform/events/append-audit.ts";
import type { FileId, ShopId, UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { UseFiles } from "../authoring/use-files.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import type { ImportJob, JobRun, RowError } from "./catalogue-job.ts";
import type { FindKnown } from "./find-known.ts";
import { planBatch } from "./plan-batch.ts";
import { createFileChecks, readBatches, type RowBatch } from "./read-batches.ts";
import { setStock } from "./set-stock.ts";
import { writeBatch } from "./write-batch.ts";

/** An uploaded file. Its bytes can be read as often as wanted, each time from the start. */
export interface ImportSource {
  readonly sizeBytes: number;
  read(): AsyncIterable<Uint8Array>;
}

export type RunImport = (run: JobRun<ImportJob>) => Promise<void>;

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  documents: Pick<ProductRepository, "insertUntilTaken" | "replace">;
  projectProducts: ProjectProducts;
  useFiles: UseFiles;
  findKnownFor: (run: { ownerId: UserId | null; shopId: ShopId }) => FindKnown;
  /** Null when the file is not there any more. */
  openSource: (fileId: FileId) => Promise<ImportSource | null>;
  now: Now;
}

/** The job was cancelled, or another worker has taken it up. */
class Superseded extends Error {}

/**
 * Imports a file in two passes: the first checks every row and writes nothing, the second, which comes only when no row is bad,
 * writes. Both go through the file in batches, so memory does not grow with it. Each batch is written so that repeating it changes
 * nothing, and its stock and the job's progress commit together: a run that was killed is continued by the next where it was, and
 * each row counts once. A row that has turned bad between the passes, because somebody else took its SKU, is left out and
 * reported, and the job fails.
 */
export function createRunImport(deps: Deps): RunImport {
  return async (run) => {
    const { job } = run;
    const source = await deps.openSource(job.request.fileId);
    const findKnown = deps.findKnownFor({ ownerId: job.actor.userId as UserId | null, shopId: job.shopId });
    try {
      if (!source) return await finish(deps, run, [{ row: null, field: [], code: "FILE_NOT_FOUND", sku: null }]);
      const checked = job.isChecked ? { isGood: true, rows: job.total! } : await check(deps, run, source, findKnown);
      if (checked.isGood && !job.request.dryRun) await write(deps, run, source, { findKnown, total: checked.rows });
      await finish(deps, run);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  };
}

async function check(deps: Deps, run: JobRun<ImportJob>, source: ImportSource, findKnown: FindKnown) {
  const { shopId, request } = run.job;
  const { db, now } = deps;
  const share = request.dryRun ? 1 : 0.5;
  const checkFile = createFileChecks();
  const counted = countBytes(source.read());
  let rows = 0;
  let bad = 0;
  await db.transaction(({ catalogueJobs }) => catalogueJobs.clearErrors(run));
  for await (const batch of readBatches(counted.bytes, request.format)) {
    rows += batch.rows;
    const twice = checkFile(batch);
    const flagged = new Set(twice.map(({ row }) => row));
    // What stands in the file twice is not looked at any further: which of them is meant?
    const groups = batch.groups.filter(({ rows: own }) => !own.some(({ row }) => flagged.has(row)));
    const { errors: planned } = planBatch(groups, shopId, await findKnown(groups), now());
    const errors = [...batch.errors, ...twice, ...planned];
    bad += errors.length;
    const progress = share * Math.min(1, counted.count() / Math.max(1, source.sizeBytes));
    await advance(deps, run, { progress }, errors);
  }
  const isGood = bad === 0;
  await advance(deps, run, {
    total: rows,
    progress: share,
    isChecked: isGood,
    ...(request.dryRun ? { done: rows } : {}),
  });
  return { isGood, rows };
}

async function write(
  deps: Deps,
  run: JobRun<ImportJob>,
  source: ImportSource,
  { findKnown, total }: { findKnown: FindKnown; total: number },
): Promise<void> {
  const { format } = run.job.request;
  let done = run.job.done;
  // What an earlier run has written last may not have been projected.
  let isFirst = done > 0 || run.run > 1;
  for await (const batch of readBatches(source.read(), format, done)) {
    await writeOne(deps, run, batch, { findKnown, done: (done += batch.rows), total, projectAll: isFirst });
    isFirst = false;
  }
}

async function writeOne(
  deps: Deps,
  run: JobRun<ImportJob>,
  batch: RowBatch,
  { findKnown, done, total, projectAll }: { findKnown: FindKnown; done: number; total: number; projectAll: boolean },
): Promise<void> {
  const { shopId, actor } = run.job;
  await advance(deps, run, { progress: share(done - batch.rows, total) }); // writes nothing for a job that is no longer ours
  const written = await writeBatch(deps, batch.groups, { shopId, actor, findKnown });
  const { createdIds, changedIds, stock, errors } = written;
  await deps.projectProducts(projectAll ? written.productIds : [...createdIds, ...changedIds]);
  await deps.db.transaction(async (store) => {
    const { catalogueJobs } = store;
    await setStock(store, run.job, stock);
    await catalogueJobs.addErrors(run, errors);
    const progress = { done, progress: share(done, total), created: createdIds.size, changed: changedIds.size };
    if (!(await catalogueJobs.advance(run, progress, deps.now()))) throw new Superseded();
  });
}

const share = (done: number, total: number): number => 0.5 + (0.5 * done) / Math.max(1, total);

/** Notes progress and errors together. @throws Superseded */
async function advance(
  { db, now }: Deps,
  run: JobRun,
  progress: { progress: number; total?: number; done?: number; isChecked?: boolean },
  errors: readonly RowError[] = [],
): Promise<void> {
  await db.transaction(async ({ catalogueJobs }) => {
    if (!(await catalogueJobs.advance(run, progress, now()))) throw new Superseded();
    await catalogueJobs.addErrors(run, errors);
  });
}

/** Ends the job: failed when anything was bad. The file is let go, and the audit trail hears of what was written. */
async function finish({ db, now }: Deps, run: JobRun<ImportJob>, errors: readonly RowError[] = []): Promise<void> {
  const { id, actor, request } = run.job;
  await db.transaction(async ({ catalogueJobs, files, outbox }) => {
    await catalogueJobs.addErrors(run, errors);
    const ended = await catalogueJobs.finish(run, now());
    if (!ended) throw new Superseded();
    await files.detach(request.fileId, id, now());
    if (request.dryRun || !ended.isChecked) return;
    const { total: rows, errorCount, productsCreated, productsChanged } = ended;
    await appendAudit(outbox, ProductsAuditRecorded, actor, {
      action: "product.import",
      subject: { type: "Job", id },
      before: null,
      after: { shopId: run.job.shopId, rows, productsCreated, productsChanged, errorCount },
    });
  });
}

function countBytes(source: AsyncIterable<Uint8Array>) {
  let count = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      count += bytes.length;
      yield bytes;
    }
  }
  return { bytes: counted(), count: () => count };
}
