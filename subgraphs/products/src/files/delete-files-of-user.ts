import type { UserId } from "#platform/ids/id.ts";
import type { ProductsStore } from "../database.ts";
import { collectFilesNow } from "../jobs/collect-files.ts";
import { purposesThat } from "./file.ts";

const SHOPS_OWN = purposesThat(({ belongsTo }) => belongsTo === "shop");

/**
 * Deletes every file of a person who is erased, those in use too; objects follow by a job. What is a shop's stays
 * with the shop, without owner and name. Safe to repeat. Returns how many were deleted.
 */
export async function deleteFilesOf(
  { files, sql }: Pick<ProductsStore, "files" | "sql">,
  userId: UserId,
): Promise<number> {
  const deleted = await files.eraseOwner(userId, SHOPS_OWN);
  if (deleted > 0) await collectFilesNow(sql);
  return deleted;
}
