import { appendAudit } from "#platform/events/append-audit.ts";
import type { FileId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product, ProductStatus } from "../catalogue/product.ts";
import type { ProductsDatabase } from "../database.ts";
import type { ExportJob, JobRun } from "./catalogue-job.ts";
import type { RowErrorCode } from "./import-problem.ts";
import { createRowFormat } from "./format-rows.ts";
import { addNeeds, columnsOf, noColumns, toRows } from "./to-rows.ts";

export type RunExport = (run: JobRun<ExportJob>) => Promise<void>;

/** Keeps what an export writes as a private file of its shop, which is deleted after some days. */
export type SaveExport = (job: ExportJob, text: AsyncIterable<string>) => Promise<FileId>;

interface Deps {
  db: Pick<ProductsDatabase, "transaction" | "stock">;
  documents: Pick<ProductRepository, "findOfShop">;
  categories: Pick<CategoryRepository, "findByIds">;
  saveExport: SaveExport;
  now: Now;
}

const ALL_STATUSES: readonly ProductStatus[] = ["DRAFT", "ACTIVE", "ARCHIVED"];
const BATCH_PRODUCTS = 200;

/** The job was cancelled, or another worker has taken it up. */
class Superseded extends Error {}

/** The export cannot be kept, and trying again does not help. */
export class ExportRefused extends Error {
  constructor(readonly code: RowErrorCode) {
    super(`the export cannot be kept: ${code}`);
  }
}

/**
 * Writes a shop's products into a file, in the order in which they were made. Goes through them twice, in batches: first for the
 * columns that they need, then for the rows. A product that changes in between is exported as it is by then; what it says in a
 * currency, or by an attribute, that none had before is left out. A run that was killed is begun anew: its file was not stored.
 */
export function createRunExport(deps: Deps): RunExport {
  return async (run) => {
    try {
      const { columns, total } = await survey(deps, run.job);
      await advance(deps, run, { total, done: 0, progress: 0 });
      const fileId = await deps.saveExport(run.job, write(deps, run, { columns, total }));
      await finish(deps, run, fileId);
    } catch (error) {
      if (error instanceof ExportRefused) return fail(deps, run, error.code);
      if (!(error instanceof Superseded)) throw error;
    }
  };
}

async function survey(deps: Deps, job: ExportJob): Promise<{ columns: string[]; total: number }> {
  const needs = noColumns();
  let total = 0;
  for await (const products of readProducts(deps, job)) {
    for (const product of products) addNeeds(needs, product);
    total += countRows(products);
  }
  return { columns: columnsOf(needs), total };
}

async function* write(
  deps: Deps,
  run: JobRun<ExportJob>,
  { columns, total }: { columns: readonly string[]; total: number },
): AsyncGenerator<string> {
  const format = createRowFormat(run.job.request.format, columns);
  let done = 0;
  yield format.header;
  for await (const products of readProducts(deps, run.job)) {
    const sources = await findSources(deps, products);
    yield format.rows(products.flatMap((product) => toRows(product, sources)));
    done = Math.min(total, done + countRows(products));
    await advance(deps, run, { done, progress: done / Math.max(1, total) });
  }
}

async function* readProducts({ documents }: Deps, { shopId, request }: ExportJob): AsyncGenerator<Product[]> {
  const statuses = request.statuses.length === 0 ? ALL_STATUSES : request.statuses;
  let after = "";
  for (;;) {
    const products = await documents.findOfShop(shopId, { statuses, after, limit: BATCH_PRODUCTS });
    if (products.length === 0) return;
    yield products;
    after = products.at(-1)!.id;
  }
}

async function findSources({ db, categories }: Deps, products: readonly Product[]) {
  const variantIds = products.flatMap(({ variants }) => variants.map(({ id }) => id));
  const categoryIds = [...new Set(products.flatMap((product) => product.categoryIds))];
  const [levels, shelves] = await Promise.all([db.stock.findLevels(variantIds), categories.findByIds(categoryIds)]);
  return {
    categoryHandleOf: (id: string) => shelves.get(id)?.handle,
    availableOf: (variantId: string) => levels.get(variantId)?.available,
  };
}

const countRows = (products: readonly Product[]): number =>
  products.reduce((count, { variants }) => count + variants.length, 0);

async function advance(
  { db, now }: Deps,
  run: JobRun,
  progress: { total?: number; done: number; progress: number },
): Promise<void> {
  const isOurs = await db.transaction(({ catalogueJobs }) => catalogueJobs.advance(run, progress, now()));
  if (!isOurs) throw new Superseded();
}

async function fail({ db, now }: Deps, run: JobRun<ExportJob>, code: RowErrorCode): Promise<void> {
  await db.transaction(async ({ catalogueJobs }) => {
    await catalogueJobs.addErrors(run, [{ row: null, field: [], code, sku: null }]);
    await catalogueJobs.finish(run, now());
  });
}

async function finish({ db, now }: Deps, run: JobRun<ExportJob>, fileId: FileId): Promise<void> {
  const { id, shopId, actor } = run.job;
  await db.transaction(async ({ catalogueJobs, outbox }) => {
    await catalogueJobs.setResult(run, fileId);
    const ended = await catalogueJobs.finish(run, now());
    if (!ended) throw new Superseded();
    await appendAudit(outbox, ProductsAuditRecorded, actor, {
      action: "product.export",
      subject: { type: "Job", id },
      before: null,
      after: { shopId, rows: ended.done },
    });
  });
}
