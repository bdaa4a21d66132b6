import { createHash } from "node:crypto";
import { enqueueJob } from "#platform/jobs/job.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { deleteUpload } from "../jobs/delete-upload.ts";
import type { FileStorage } from "./file-storage.ts";
import { checkText } from "./check-text.ts";
import {
  type FileId,
  FORM_GRACE_MS,
  type Picture,
  PICTURE_TYPES,
  type RejectionReason,
  type StoredDocument,
  type StoredFile,
} from "./file.ts";
import type { RenderPicture } from "./render-picture.ts";

type Verdict =
  | { kind: "accepted"; picture: Picture }
  | { kind: "acceptedDocument"; document: StoredDocument }
  | { kind: "rejected"; reason: RejectionReason };

/** The largest document at less than a megabyte a second. */
const DOCUMENT_READ_MS = minutes(5);

const rejected = (reason: RejectionReason): Verdict => ({ kind: "rejected", reason });

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  storage: Pick<
    FileStorage,
    | "readUpload"
    | "storePicture"
    | "openUpload"
    | "keepUpload"
    | "deleteUpload"
    | "deleteContent"
    | "deleteDocument"
    | "deleteAll"
  >;
  renderPicture: RenderPicture;
}

/** What has become of the file; `gone` when it was deleted before or meanwhile, `settled` when another run was first. */
export type CheckUploadOutcome = Verdict | { kind: "settled" } | { kind: "gone" };

export type CheckUpload = ReturnType<typeof createCheckUpload>;

/**
 * Decides on a completed upload: makes what is kept of it and moves the file to READY, or to REJECTED with the reason. Safe to
 * repeat, to run twice at once, and to be cut off anywhere: one run's verdict stands, and whoever comes second tidies up.
 *
 * @throws when S3 or the database does not answer; the file stays PENDING, to be checked again.
 */
export function createCheckUpload(deps: Deps) {
  const { db, storage } = deps;
  const judge = createJudge(deps);
  const find = (id: FileId) => db.transaction(({ files }) => files.find(id));

  const settle = ({ id, expiresAt }: StoredFile, verdict: Verdict): Promise<boolean> =>
    db.transaction(async ({ files, sql }) => {
      const isOurs = await record(files, id, verdict);
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
      if (verdict.kind === "accepted" && verdict.picture.digest !== current?.picture?.digest) {
        await storage.deleteContent(fileId, verdict.picture.digest);
      }
      if (verdict.kind === "acceptedDocument" && verdict.document.digest !== current?.document?.digest) {
        await storage.deleteDocument(fileId, verdict.document.digest);
      }
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

/** Decides by the bytes of an upload, and keeps what is made of good ones. */
function createJudge({ storage, renderPicture }: Deps) {
  /** Looks at the bytes, and at nothing else: what was declared or found before may have changed since. */
  async function judge(file: StoredFile): Promise<Verdict> {
    const { id, purpose } = file;
    const contentType = PICTURE_TYPES.find((type) => type === file.contentType);
    if (!contentType) return judgeDocument(file);
    const upload = await storage.readUpload(id, file);
    if (upload.kind === "missing") return rejected("NOT_UPLOADED");
    if (upload.kind === "notAsDeclared") return rejected("NOT_AS_DECLARED");
    const rendered = await renderPicture({ bytes: upload.bytes, contentType, purpose });
    if (rendered.kind === "refused") return rejected(rendered.reason);
    const digest = createHash("sha256").update(upload.bytes).digest("hex").slice(0, 32);
    await storage.storePicture(id, digest, rendered.images);
    const { width, height, widths } = rendered;
    return { kind: "accepted", picture: { width, height, widths, digest } };
  }

  async function judgeDocument(file: StoredFile): Promise<Verdict> {
    const upload = await storage.openUpload(file.id, file, DOCUMENT_READ_MS);
    if (upload.kind === "missing") return rejected("NOT_UPLOADED");
    if (upload.kind === "notAsDeclared") return rejected("NOT_AS_DECLARED");
    const checked = await checkText(upload.body);
    if (checked.kind === "refused") return rejected(checked.reason);
    // The form may have been posted again meanwhile: what is kept are the bytes that were read, or nothing.
    const isKept = await storage.keepUpload(file.id, { digest: checked.digest, etag: upload.etag });
    return isKept ? { kind: "acceptedDocument", document: { digest: checked.digest } } : rejected("NOT_AS_DECLARED");
  }

  return judge;
}

function record(files: ProductsStore["files"], id: FileId, verdict: Verdict): Promise<boolean> {
  switch (verdict.kind) {
    case "accepted":
      return files.accept(id, verdict.picture);
    case "acceptedDocument":
      return files.acceptDocument(id, verdict.document);
    case "rejected":
      return files.reject(id, verdict.reason);
  }
}
