import { isDeepStrictEqual } from "node:util";
import { toAuditActor } from "#platform/audit/audit-record.ts";
import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { newId, parseId, type ShopId, type UserId } from "#platform/ids/id.ts";
import { type Actor, isShopMember, type Viewer } from "#platform/identity/viewer.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductStatus } from "../catalogue/product.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { attachFile, type AttachFileOutcome } from "../files/attach-file.ts";
import { queueOfShop, runCatalogueJob } from "../jobs/run-catalogue-job.ts";
import { type CatalogueJob, type FileFormat, MAX_LIVING_JOBS } from "./catalogue-job.ts";
import type { NewJob } from "./catalogue-job.repository.ts";
import type { JobProblem, JobProblemCode } from "./job-problem.ts";

export type StartJobOutcome =
  { kind: "started"; job: CatalogueJob } | { kind: "refused"; problems: readonly JobProblem[] };

export interface StartImportInput {
  shopId: string;
  fileId: string;
  format: FileFormat;
  dryRun: boolean;
  idempotencyKey: string;
}

export interface StartExportInput {
  shopId: string;
  format: FileFormat;
  statuses?: readonly ProductStatus[] | null;
}

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  now: Now;
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,64}$/;

const refused = (code: JobProblemCode, ...field: string[]): StartJobOutcome => ({
  kind: "refused",
  problems: [{ code, field: field.length === 0 ? null : field }],
});

export type StartImport = ReturnType<typeof createStartImport>;

/**
 * Starts the import of an uploaded file. Under one idempotency key a person starts one, however often and at once it is asked for.
 * The file is in use from then on, so that of two imports one gets it.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createStartImport({ db, now }: Deps) {
  return async (actor: Actor, input: StartImportInput): Promise<StartJobOutcome> => {
    const userId = requireUserId(actor.viewer);
    const shopId = readShop(actor.viewer, input.shopId);
    const fileId = parseId("file", input.fileId);
    const problems: JobProblem[] = [
      ...(shopId === null ? [{ code: "NOT_FOUND", field: ["shopId"] } as const] : []),
      ...(fileId === null ? [{ code: "FILE_NOT_FOUND", field: ["fileId"] } as const] : []),
      ...(IDEMPOTENCY_KEY.test(input.idempotencyKey)
        ? []
        : [{ code: "INVALID_IDEMPOTENCY_KEY", field: ["idempotencyKey"] } as const]),
    ];
    if (shopId === null || fileId === null || problems.length > 0) return { kind: "refused", problems };
    const { format, dryRun, idempotencyKey } = input;
    const job: NewJob = {
      ...begin(actor, shopId, now()),
      kind: "PRODUCTS_IMPORT",
      request: { fileId, format, dryRun },
      idempotencyKey,
    };
    return onceMore(() => db.transaction((store) => startOnce(store, job, userId), actor.requestId));
  };
}

async function startOnce(store: ProductsStore, job: NewJob, userId: UserId): Promise<StartJobOutcome> {
  const { kind, request, shopId, idempotencyKey } = job;
  const earlier = await store.catalogueJobs.findByKey(userId, kind, idempotencyKey!);
  if (earlier) {
    const isSame = earlier.shopId === shopId && isDeepStrictEqual(earlier.request, request);
    return isSame ? { kind: "started", job: earlier } : refused("IDEMPOTENCY_KEY_REUSED", "idempotencyKey");
  }
  const outcome = await start(store, job);
  if (outcome.kind === "refused" || !("fileId" in request)) return outcome;
  const use = {
    fileId: request.fileId,
    ownerId: userId,
    purpose: "PRODUCT_IMPORT",
    reference: job.id,
    shopId,
  } as const;
  const { kind: attached } = await attachFile(store, use);
  // Rolls the job back: it must not exist without its file.
  if (attached !== "attached") throw new FileRefused(attached);
  return outcome;
}

class FileRefused extends Error {
  constructor(readonly reason: Exclude<AttachFileOutcome["kind"], "attached">) {
    super(`the file is ${reason}`);
  }
}

const FILE_PROBLEMS = { notFound: "FILE_NOT_FOUND", notReady: "FILE_NOT_READY", taken: "FILE_IN_USE" } as const;

/** Whoever loses a race under one key finds the winner's job when asking again. */
async function onceMore(attempt: () => Promise<StartJobOutcome>): Promise<StartJobOutcome> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof FileRefused) return refused(FILE_PROBLEMS[error.reason], "fileId");
    if (violatedUniqueConstraint(error) === null) throw error;
    return attempt();
  }
}

export type StartExport = ReturnType<typeof createStartExport>;

/** Starts the export of a shop's products. @throws AppError UNAUTHENTICATED for a guest. */
export function createStartExport({ db, now }: Deps) {
  return async (actor: Actor, input: StartExportInput): Promise<StartJobOutcome> => {
    requireUserId(actor.viewer);
    const shopId = readShop(actor.viewer, input.shopId);
    if (shopId === null) return refused("NOT_FOUND", "shopId");
    const request = { format: input.format, statuses: [...new Set(input.statuses ?? [])] };
    const job: NewJob = {
      ...begin(actor, shopId, now()),
      kind: "PRODUCTS_EXPORT",
      request,
      idempotencyKey: null,
    };
    return db.transaction((store) => start(store, job), actor.requestId);
  };
}

async function start(store: ProductsStore, job: NewJob): Promise<StartJobOutcome> {
  const { catalogueJobs, closedShops, sql } = store;
  if ((await closedShops.findAmong([job.shopId])).size > 0) return refused("NOT_FOUND", "shopId");
  await catalogueJobs.lockShop(job.shopId);
  if ((await catalogueJobs.countLiving(job.shopId)) >= MAX_LIVING_JOBS) return refused("TOO_MANY_JOBS", "shopId");
  const started = await catalogueJobs.insert(job);
  await enqueueJob(sql, runCatalogueJob, { jobId: job.id }, { queue: queueOfShop(job.shopId) });
  return { kind: "started", job: started };
}

const begin = ({ viewer }: Actor, shopId: ShopId, at: Date) => ({
  id: newId("job", at),
  shopId,
  actor: toAuditActor(viewer),
  createdAt: at,
});

const readShop = (viewer: Viewer, given: string): ShopId | null => {
  const shopId = parseId("shop", given);
  return shopId !== null && isShopMember(viewer, shopId, ["CATALOG"]) ? shopId : null;
};

/** Whose job it is: the person's, also when a key of theirs starts it. */
function requireUserId(viewer: Viewer): UserId {
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return viewer.userId;
}
