import type { ProductsStore } from "../database.ts";
import type { StoredFile } from "./file.ts";
import type { Attachment } from "./file.repository.ts";

export type AttachFileOutcome =
  | { kind: "attached"; file: StoredFile }
  /** Unknown, another person's, for another purpose, or deleted. */
  | { kind: "notFound" }
  /** Not checked yet, or refused. */
  | { kind: "notReady" }
  /** In use by something else. */
  | { kind: "taken" };

/**
 * Puts a checked file to use: from now on everyone may see it and nothing collects it. A file has one user at a time. Safe to
 * repeat with the same reference; of two references that race one wins.
 */
export async function attachFile(
  { files }: Pick<ProductsStore, "files">,
  attachment: Attachment,
): Promise<AttachFileOutcome> {
  const { fileId, ownerId, purpose, reference } = attachment;
  const isAttached = await files.attach(attachment);
  const file = await files.findOwn(ownerId, fileId);
  if (!file || file.status === "DELETED" || file.purpose !== purpose) return { kind: "notFound" };
  if (isAttached || file.reference === reference) return { kind: "attached", file };
  return { kind: file.status === "ATTACHED" ? "taken" : "notReady" };
}
