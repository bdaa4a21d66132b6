import { createHash } from "node:crypto";
import { minutes } from "#platform/time/duration.ts";
import { plusMs } from "#platform/time/clock.ts";
import type { Prisma } from "../generated/prisma/client.ts";

export const MAX_CHECKS = 10;
export const CHECK_WINDOW_MS = minutes(15);

export type PasswordCheckRepository = ReturnType<typeof createPasswordCheckRepository>;

/**
 * Counts password checks per sign-in name, whether it has an account or not. In no stretch of fifteen minutes are
 * more than ten checks taken that fail; refused ones do not count, so the name opens again by itself.
 */
export function createPasswordCheckRepository(db: Prisma.TransactionClient) {
  return {
    /**
     * Takes one check for `email`; false when there is none left, and then no password must be looked at. One
     * conditional statement, so callers at the same time cannot take more than there are.
     */
    async take(email: string, at: Date): Promise<boolean> {
      const taken = await db.$executeRaw`
        INSERT INTO password_checks AS known (subject, checked_at, last_checked_at)
        VALUES (${subjectOf(email)}, ARRAY[${at}::timestamptz(3)], ${at}::timestamptz(3))
        ON CONFLICT (subject) DO UPDATE
        SET checked_at = (array_prepend(${at}::timestamptz(3), known.checked_at))[1:${MAX_CHECKS}::int],
            last_checked_at = ${at}::timestamptz(3)
        WHERE COALESCE(known.checked_at[${MAX_CHECKS}::int], '-infinity') <= ${plusMs(at, -CHECK_WINDOW_MS)}::timestamptz(3)`;
      return taken === 1;
    },

    /** Gives a check back that found the right password: signing in often is no guessing. */
    async giveBack(email: string, at: Date): Promise<void> {
      await db.$executeRaw`
        UPDATE password_checks SET checked_at = array_remove(checked_at, ${at}::timestamptz(3))
        WHERE subject = ${subjectOf(email)}`;
    },

    /** Forgets at most `limit` names that nobody tried since `before`; returns how many. */
    deleteUnused: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM password_checks WHERE subject IN
        (SELECT subject FROM password_checks WHERE last_checked_at < ${before} ORDER BY last_checked_at LIMIT ${limit})`,
  };
}

/** Hashed, because people type their password into the field for the address. */
const subjectOf = (email: string): string => createHash("sha256").update(email).digest("hex");
