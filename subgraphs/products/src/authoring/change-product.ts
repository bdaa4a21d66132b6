import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { toAuditActor } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { type Actor, isShopMember } from "#platform/identity/viewer.ts";
import { newId, parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { violatedUniqueIndex } from "../catalogue/mongo-faults.ts";
import type { PendingChange } from "../catalogue/product-document.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import { newFilesOf } from "./assemble-product.ts";
import { describeChange } from "./describe-change.ts";
import { checkOnSale } from "./product-moves.ts";
import { createProblemList, type ProblemList, type ProductProblem } from "./product-problem.ts";
import { FILE_PROBLEMS, requireUser } from "./product-writer.ts";
import type { UseFiles } from "./use-files.ts";

export type ChangeProductOutcome =
  | { kind: "changed"; product: Product }
  /** Not there, of a shop that the viewer does not write for, or of a closed one. */
  | { kind: "notFound" }
  /** `current` is there when the product has changed since the expected version. */
  | { kind: "refused"; problems: readonly ProductProblem[]; current: Product | null };

/** What to do to which product, and what the audit trail calls it. */
export interface Edit {
  readonly productId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly action: string;
  /** What it is done to, when that is not the product. */
  readonly subject?: { readonly type: string; readonly id: string };
  /**
   * The product as it is to be; adds what forbids it to `problems`. Runs again on the newer state when someone else was faster, so
   * it changes nothing by itself. Null when what it is about is not there.
   */
  readonly plan: (product: Product, problems: ProblemList, at: Date) => Promise<Product | null> | Product | null;
}

export type ChangeProduct = ReturnType<typeof createChangeProduct>;

interface Deps {
  db: Pick<ProductsDatabase, "closedShops">;
  documents: Pick<ProductRepository, "findStored" | "replace">;
  projectProducts: ProjectProducts;
  useFiles: UseFiles;
  now: Now;
}

const ATTEMPTS = 25;

/**
 * Changes one product, all of it or nothing. A write names the version that it was planned for, and is planned anew when that has
 * gone: of changes at once none is lost, and of those that expect one version one is done. What is done goes into the audit trail
 * and to lists, events and caches, at the latest by a job when this process dies after the write. A change to what is there
 * already is none.
 * @throws AppError UNAVAILABLE when a database is away or others are always faster.
 */
export function createChangeProduct(deps: Deps) {
  const { db, documents, projectProducts, now } = deps;
  return async (actor: Actor, edit: Edit): Promise<ChangeProductOutcome> => {
    const productId = parseId("prod", edit.productId);
    if (productId === null) return { kind: "notFound" };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const [stored] = await documents.findStored([productId]);
      if (!stored || !isShopMember(actor.viewer, stored.product.shopId, ["CATALOG"])) return { kind: "notFound" };
      if ((await db.closedShops.findAmong([stored.product.shopId])).size > 0) return { kind: "notFound" };
      const outcome = await tryOnce(deps, actor, edit, stored.product, now());
      if (outcome === "overtaken") {
        await delay(Math.random() * 5 * attempt);
        continue;
      }
      if (outcome.kind === "changed") await projectProducts([productId], actor.requestId);
      return outcome;
    }
    throw new AppError("UNAVAILABLE", "Too many changes of this product at once. Try again.");
  };
}

async function tryOnce(
  { documents, useFiles }: Deps,
  actor: Actor,
  edit: Edit,
  product: Product,
  at: Date,
): Promise<ChangeProductOutcome | "overtaken"> {
  const problems = createProblemList();
  const conflicts = edit.expectedVersion != null && edit.expectedVersion !== product.version;
  if (conflicts) problems.add("CONFLICT", ["expectedVersion"]);
  const planned = await edit.plan(product, problems, at);
  if (planned === null) return { kind: "notFound" };
  if (problems.all.length === 0) checkOnSale(planned, problems);
  const refused = (): ChangeProductOutcome => ({
    kind: "refused",
    problems: problems.all,
    current: conflicts ? product : null,
  });
  if (problems.all.length > 0) return refused();
  if (isDeepStrictEqual(planned, product)) return { kind: "changed", product };

  const changed: Product = { ...planned, version: product.version + 1, updatedAt: at };
  const files = newFilesOf(product, changed);
  for (const { fileId, reason } of await useFiles.attach(requireUser(actor.viewer), product.id, files)) {
    const index = changed.media.findIndex((medium) => medium.fileId === fileId);
    problems.add(FILE_PROBLEMS[reason], ["media", index, "fileId"]);
  }
  const isStored =
    problems.all.length === 0 &&
    (await replace(documents, product, changed, toPending(actor, edit, product, changed, at), problems));
  if (isStored) return { kind: "changed", product: changed };
  if (problems.all.length === 0) return "overtaken"; // the same files are attached again, which does nothing
  await useFiles.release(product.id, files);
  return refused();
}

/** False when someone else has changed it meanwhile, or with a problem when a handle or a SKU was taken meanwhile. */
async function replace(
  documents: Deps["documents"],
  product: Product,
  changed: Product,
  change: PendingChange,
  problems: ProblemList,
): Promise<boolean> {
  try {
    return await documents.replace(changed, product.version, changed.updatedAt, change);
  } catch (error) {
    const index = violatedUniqueIndex(error);
    if (index === null) throw error;
    if (index === "products_one_per_sku") problems.add("SKU_TAKEN", ["sku"]);
    else problems.add("HANDLE_TAKEN", ["handle"]);
    return false;
  }
}

function toPending(actor: Actor, edit: Edit, before: Product, after: Product, at: Date): PendingChange {
  return {
    eventId: newId("evt", at),
    audit: {
      action: edit.action,
      actor: toAuditActor(actor.viewer),
      subject: edit.subject ?? { type: "Product", id: before.id },
      ...describeChange(before, after),
    },
    releasedFileIds: newFilesOf(after, before),
  };
}
