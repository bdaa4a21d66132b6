import type { FileId, UserId } from "#platform/ids/id.ts";
import type { ProductsStore } from "../database.ts";
import { attachFile } from "../files/attach-file.ts";
import { detachFile } from "../files/detach-file.ts";
import type { StoredFile } from "../files/file.ts";
import type { ReviewProblem } from "./review-problem.ts";
import type { ReviewId } from "./review.ts";

interface Use {
  readonly reviewId: ReviewId;
  readonly ownerId: UserId;
}

/**
 * What is wrong with using these files in the review. Locks them in id order, so that what is good now is good until the
 * transaction ends. `given` is what the client sent: paths name its places.
 */
export async function findImageProblems(
  { files }: Pick<ProductsStore, "files">,
  { reviewId, ownerId }: Use,
  given: readonly string[],
): Promise<ReviewProblem[]> {
  const found = new Map<string, StoredFile>((await files.lockOwn(ownerId, given)).map((file) => [file.id, file]));
  return given.flatMap((id, index) => {
    const code = judge(found.get(id), reviewId);
    return code === null ? [] : [{ code, field: ["imageFileIds", String(index)] }];
  });
}

function judge(file: StoredFile | undefined, reviewId: ReviewId): ReviewProblem["code"] | null {
  if (!file || file.status === "DELETED" || file.purpose !== "REVIEW_IMAGE") return "IMAGE_NOT_FOUND";
  if (file.status === "READY") return null;
  if (file.status !== "ATTACHED") return "IMAGE_NOT_READY";
  return file.reference === reviewId ? null : "IMAGE_TAKEN";
}

/** Puts `next` to use instead of `former`. Call it when `findImageProblems` has found none, in the same transaction. */
export async function exchangeImages(
  store: Pick<ProductsStore, "files">,
  { reviewId, ownerId }: Use,
  { former, next, at }: { former: readonly FileId[]; next: readonly FileId[]; at: Date },
): Promise<void> {
  for (const fileId of next.filter((id) => !former.includes(id))) {
    const { kind } = await attachFile(store, { fileId, ownerId, purpose: "REVIEW_IMAGE", reference: reviewId });
    if (kind !== "attached") throw new Error(`file ${fileId} changed under its lock: ${kind}`);
  }
  for (const fileId of former.filter((id) => !next.includes(id))) {
    await detachFile(store, { fileId, reference: reviewId }, at);
  }
}
