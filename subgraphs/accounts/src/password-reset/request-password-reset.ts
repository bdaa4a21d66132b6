import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import { isEmailAddress, normalizeEmail } from "../user/user.ts";

export type RequestPasswordResetOutcome = { kind: "accepted" } | { kind: "invalidEmail" };

export type RequestPasswordReset = ReturnType<typeof createRequestPasswordReset>;

/**
 * Queues a mail with a token for another password, at most one in a calendar minute for an address. Every address runs the
 * same statements, whoever has it; that there is nobody to write to, or that another issuer keeps the person's password, is
 * found out when the mail is to be sent.
 */
export function createRequestPasswordReset({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (input: { email: string }): Promise<RequestPasswordResetOutcome> => {
    const to = normalizeEmail(input.email);
    if (!isEmailAddress(to)) return { kind: "invalidEmail" };
    const at = now();
    const dedupeKey = `password-reset:${to}:${at.toISOString().slice(0, 16)}`;
    await db.transaction(async (store) => {
      const userId = await store.users.findIdWithPassword(to);
      await queueMail(store, { to, userId, template: "password-reset", data: { userId }, dedupeKey }, at);
    });
    return { kind: "accepted" };
  };
}
