import type { AuditActor } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { newFilesOf } from "../authoring/assemble-product.ts";
import { describeChange } from "../authoring/describe-change.ts";
import { FILE_PROBLEMS } from "../authoring/product-writer.ts";
import type { UseFiles } from "../authoring/use-files.ts";
import { violatedUniqueIndex } from "../catalogue/mongo-faults.ts";
import type { PendingChange } from "../catalogue/product-document.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import type { RowError } from "./catalogue-job.ts";
import type { FindKnown } from "./find-known.ts";
import type { RowGroup } from "./group-rows.ts";
import { planBatch, type ProductChange } from "./plan-batch.ts";
import type { WantedStock } from "./plan-product.ts";

export interface WrittenBatch {
  /** Everything that the batch is about, whether or not it has changed. */
  readonly productIds: readonly string[];
  readonly createdIds: ReadonlySet<string>;
  readonly changedIds: ReadonlySet<string>;
  readonly stock: readonly WantedStock[];
  /** Of what has become bad since the check. */
  readonly errors: readonly RowError[];
}

interface Deps {
  documents: Pick<ProductRepository, "insertUntilTaken" | "replace">;
  useFiles: UseFiles;
  now: Now;
}

interface Context {
  readonly shopId: ShopId;
  readonly actor: AuditActor;
  readonly findKnown: FindKnown;
}

const ATTEMPTS = 8;
const AT_A_TIME = 8;

/**
 * Writes the documents of a batch. What others write at the same time is never lost: a change names the version that it was planned
 * for, and all is planned anew, on what is there by then, until nobody was faster. Safe to repeat: what is written already
 * changes nothing. Documents stay dirty until they are projected.
 * @throws AppError UNAVAILABLE when others are always faster.
 */
export async function writeBatch(deps: Deps, groups: readonly RowGroup[], context: Context): Promise<WrittenBatch> {
  const createdIds = new Set<string>();
  const changedIds = new Set<string>();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const at = deps.now();
    const plan = planBatch(groups, context.shopId, await context.findKnown(groups), at);
    const real = plan.changes.filter(({ before, after }) => before !== after);
    const refused = await attachFiles(deps.useFiles, real, context.actor);
    const writable = real.filter(({ after }) => !refused.has(after.id));
    const added = writable.flatMap(({ before, after }) => (before === null ? [after] : []));
    const count = await deps.documents.insertUntilTaken(added, at);
    for (const { id } of added.slice(0, count)) createdIds.add(id);
    const overtaken = await replaceAll(deps.documents, writable, context.actor, { at, changedIds });
    if (count < added.length || overtaken > 0) continue;
    return {
      productIds: plan.changes.flatMap(({ after: { id } }) => (refused.has(id) ? [] : [id])),
      createdIds,
      changedIds,
      stock: plan.stock.filter(({ productId }) => !refused.has(productId)),
      errors: [...plan.errors, ...refused.values()],
    };
  }
  throw new AppError("UNAVAILABLE", "Too many changes of these products at once.");
}

/** Puts the files to use that products will show; returns an error for each product whose files somebody else has by now. */
async function attachFiles(
  useFiles: UseFiles,
  changes: readonly ProductChange[],
  actor: AuditActor,
): Promise<ReadonlyMap<string, RowError>> {
  const refused = new Map<string, RowError>();
  for (const { before, after, group } of changes) {
    const fileIds = newFilesOf(before, after);
    if (fileIds.length === 0) continue;
    const [first] = await useFiles.attach(actor.userId as UserId, after.id, fileIds);
    if (!first) continue;
    await useFiles.release(after.id, fileIds);
    const row = group.rows[0]!.row;
    refused.set(after.id, { row, field: ["media"], code: FILE_PROBLEMS[first.reason], sku: null });
  }
  return refused;
}

/** Changes what was there, and notes it among `changedIds`; returns how many somebody else has changed meanwhile. */
async function replaceAll(
  documents: Deps["documents"],
  changes: readonly ProductChange[],
  actor: AuditActor,
  { at, changedIds }: { at: Date; changedIds: Set<string> },
): Promise<number> {
  let overtaken = 0;
  const known = changes.flatMap(({ before, after }) => (before === null ? [] : [{ before, after }]));
  for (let from = 0; from < known.length; from += AT_A_TIME) {
    await Promise.all(
      known.slice(from, from + AT_A_TIME).map(async ({ before, after }) => {
        if (await replace(documents, before, after, toPending(before, after, actor, at))) changedIds.add(after.id);
        else overtaken++;
      }),
    );
  }
  return overtaken;
}

async function replace(
  documents: Deps["documents"],
  before: Product,
  after: Product,
  change: PendingChange | undefined,
) {
  try {
    return await documents.replace(after, before.version, after.updatedAt, change);
  } catch (error) {
    if (violatedUniqueIndex(error) === null) throw error;
    return false; // the next plan sees who has the SKU now
  }
}

/** An import is one entry of the audit trail; a product has one of its own only where files are released with it. */
function toPending(before: Product, after: Product, actor: AuditActor, at: Date): PendingChange | undefined {
  const releasedFileIds = newFilesOf(after, before);
  if (releasedFileIds.length === 0) return undefined;
  const subject = { type: "Product", id: before.id };
  const audit = { action: "product.update", actor, subject, ...describeChange(before, after) };
  return { eventId: newId("evt", at), audit, releasedFileIds };
}
