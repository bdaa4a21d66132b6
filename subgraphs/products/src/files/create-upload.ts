import { newId, type UserId } from "#platform/ids/id.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import type { FileStorage, UploadForm } from "./file-storage.ts";
import {
  type FilePurpose,
  findQuotaProblems,
  FORM_TTL_MS,
  type StoredFile,
  UPLOAD_QUOTA,
  type UploadQuota,
} from "./file.ts";
import { readUploadInput, type UploadInputProblem } from "./read-upload-input.ts";

export interface UploadProblem {
  code: UploadInputProblem["code"] | "TOO_MANY_FILES" | "TOO_MANY_BYTES";
  field: readonly string[] | null;
}

export type CreateUploadOutcome =
  { kind: "created"; file: StoredFile; form: UploadForm } | { kind: "refused"; problems: readonly UploadProblem[] };

export type CreateUpload = ReturnType<typeof createCreateUpload>;

/**
 * Begins an upload: a PENDING file and a signed form that takes exactly what was declared, for ten minutes. Works while S3 is
 * down. Of calls that run at once for one person, each counts what the others have begun, so the quota holds.
 */
export function createCreateUpload(deps: {
  db: Pick<ProductsDatabase, "transaction">;
  storage: Pick<FileStorage, "signForm">;
  now: Now;
  quota?: UploadQuota;
}) {
  const { db, storage, now, quota = UPLOAD_QUOTA } = deps;
  return async (
    ownerId: UserId,
    input: { purpose: FilePurpose; filename: string; contentType: string; sizeBytes: number },
  ): Promise<CreateUploadOutcome> => {
    const read = readUploadInput(input);
    if (read.kind === "bad") return { kind: "refused", problems: read.problems };

    // Signatures know whole seconds only: what is promised here must not outlast them.
    const at = new Date(Math.floor(now().getTime() / 1_000) * 1_000);
    const file: StoredFile = {
      ...read.request,
      id: newId("file", at),
      ownerId,
      status: "PENDING",
      picture: null,
      document: null,
      rejectionReason: null,
      reference: null,
      shopId: null,
      createdAt: at,
      expiresAt: plusMs(at, FORM_TTL_MS),
      completedAt: null,
    };
    const broken = await db.transaction(async ({ files }) => {
      await files.lockOwner(ownerId);
      const problems = findQuotaProblems(await files.measureUse(ownerId, at), file.sizeBytes, quota);
      if (problems.length === 0) await files.insert(file);
      return problems;
    });
    if (broken.length > 0) return { kind: "refused", problems: broken.map((code) => ({ code, field: null })) };
    return { kind: "created", file, form: await storage.signForm(file) };
  };
}
