import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { plusMs, type Now } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { CHECK_WINDOW_MS, FAMILIAR_FOR_MS } from "../password/password-check.repository.ts";

/** Rows of one kind a run removes at most; what is left waits for the next hour. */
const BATCH = 5_000;

const deleteExpired = defineJob({
  name: "accounts.delete-expired",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "17 * * * *",
});

/** Removes what has expired and tells nothing any more: tokens, changes of address, dead sessions, counters, mails to nobody, invitations. */
export const createDeleteExpiredJob = ({
  db,
  now,
}: {
  db: Pick<
    AccountsDatabase,
    "emailTokens" | "emailChanges" | "sessions" | "passwordChecks" | "mails" | "shopInvitations"
  >;
  now: Now;
}): JobHandler =>
  handleJob(deleteExpired, async (_, { logger }) => {
    const at = now();
    const removed = {
      emailTokens: await db.emailTokens.deleteExpired(plusMs(at, -days(7)), BATCH),
      emailChanges: await db.emailChanges.deleteOld(plusMs(at, -days(7)), BATCH),
      sessions: await db.sessions.deleteExpired(plusMs(at, -days(7)), BATCH),
      passwordChecks: await db.passwordChecks.deleteUnused(plusMs(at, -CHECK_WINDOW_MS), BATCH),
      familiarNetworks: await db.passwordChecks.deleteUnfamiliar(plusMs(at, -FAMILIAR_FOR_MS), BATCH),
      shopInvitations: await db.shopInvitations.deleteExpired(plusMs(at, -days(30)), BATCH),
      skippedMails: await db.mails.deleteSkipped(plusMs(at, -days(1)), BATCH),
    };
    logger.info(removed, "expired rows removed");
  });
