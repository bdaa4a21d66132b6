import { createHash } from "node:crypto";
import { enqueueJob } from "#platform/jobs/job.ts";
import { plusMs } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { deleteUpload } from "../jobs/delete-upload.ts";
import type { FileStorage } from "./file-storage.ts";
import { type FileId, FORM_GRACE_MS, type Picture, type RejectionReason, type StoredFile } from "./file.ts";
import type { RenderPicture } from "./render-picture.ts";

type Verdict = { kind: "accepted"; picture: Picture } | { kind: "rejected"; reason: RejectionReason };

/** What has become of the file; `gone` when it was deleted before or meanwhile, `settled` when another run was first. */
export type CheckUploadOutcome = Verdict | { kind: "settled" } | { kind: "gone" };

export type CheckUpload = ReturnType<typeof createCheckUpload>;

/**
 * Decides on a completed upload: makes what is kept of it and moves the file to READY, or to REJECTED with the reason. Safe to
 * repeat, to run twice at once, and to be cut off anywhere: one run's verdict stands, and whoever comes second tidies up.
 *
 * @throws when S3 or the database does not answer; the file stays PENDING, to be checked again.
 */
export function createCheckUpload(deps: {
  db: Pick<ProductsDatabase, "transaction">;
  storage: Pick<FileStorage, "readUpload" | "storePicture" | "deleteUpload" | "deleteContent" | "deleteAll">;
  renderPicture: RenderPicture;
}) {
  const { db, storage, renderPicture } = deps;
  const find = (id: FileId) => db.transaction(({ files }) => files.find(id));

  /** Looks at the bytes, and at nothing else: what was declared or found before may have changed since. */
  async function judge(file: StoredFile): Promise<Verdict> {
    const { id, contentType, purpose } = file;
    const upload = await storage.readUpload(id, file);
    if (upload.kind === "missing") return { kind: "rejected", reason: "NOT_UPLOADED" };
    if (upload.kind === "notAsDeclared") return { kind: "rejected", reason: "NOT_AS_DECLARED" };
    const rendered = await renderPicture({ bytes: upload.bytes, contentType, purpose });
    if (rendered.kind === "refused") return { kind: "rejected", reason: rendered.reason };
    const digest = createHash("sha256").update(upload.bytes).digest("hex").slice(0, 32);
    await storage.storePicture(id, digest, rendered.images);
    const { width, height, widths } = rendered;
    return { kind: "accepted", picture: { width, height, widths, digest } };
  }

  const settle = ({ id, expiresAt }: StoredFile, verdict: Verdict): Promise<boolean> =>
    db.transaction(async ({ files, sql }) => {
      const isOurs =
        verdict.kind === "accepted" ? await files.accept(id, verdict.picture) : await files.reject(id, verdict.reason);
      // The form may be used once more until it ends; what it brings then would lie there for ever.
      if (isOurs) await enqueueJob(sql, deleteUpload, { fileId: id }, { runAt: plusMs(expiresAt, FORM_GRACE_MS) });
      return isOurs;
    });

  return async (fileId: FileId): Promise<CheckUploadOutcome> => {
    const file = await find(fileId);
    if (file?.status === "PENDING") {
      const verdict = await judge(file);
      if (await settle(file, verdict)) {
        await storage.deleteUpload(fileId);
        return verdict;
      }
      const current = await find(fileId);
      const isStray = verdict.kind === "accepted" && verdict.picture.digest !== current?.picture?.digest;
      if (isStray) await storage.deleteContent(fileId, verdict.picture.digest);
    }
    const current = await find(fileId);
    if (!current || current.status === "DELETED") {
      await storage.deleteAll(fileId);
      return { kind: "gone" };
    }
    await storage.deleteUpload(fileId);
    return { kind: "settled" };
  };
}
