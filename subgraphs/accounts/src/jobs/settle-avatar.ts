import { randomUUID } from "node:crypto";
import { z } from "zod";
import { GUEST } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { ProductsClient } from "../clients/products.client.ts";
import type { AccountsDatabase } from "../database.ts";

/** Twenty attempts with exponential back-off are almost three days. */
export const settleAvatar = defineJob({
  name: "accounts.settle-avatar",
  input: z.object({ userId: z.string(), fileId: z.string() }),
  maxAttempts: 20,
});

/**
 * Makes products think of a file what we do: in use if it is the person's picture, else not. Queued for a picture before it is
 * put to use and for one that is replaced, so neither a crash nor a product service that is away leaves a file in use by nobody.
 */
export const createSettleAvatarJob = (deps: {
  db: Pick<AccountsDatabase, "users">;
  products: ProductsClient;
}): JobHandler =>
  handleJob(settleAvatar, async (input, { logger }) => {
    const [userId, fileId] = [parseId("user", input.userId), parseId("file", input.fileId)];
    if (userId === null || fileId === null) return;
    const context = { viewer: GUEST, requestId: randomUUID() };
    const [user] = await deps.db.users.findByIds([userId]);
    if (user?.avatarFileId !== fileId) return deps.products.detachAvatar(fileId, userId, context);
    const outcome = await deps.products.attachAvatar(fileId, userId, context);
    if (outcome !== "attached")
      logger.warn({ userId, fileId, outcome }, "a person's picture is not in use at products");
  });
