import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import { isEmailAddress, normalizeEmail } from "../user/user.ts";

export type ResendVerificationOutcome = { kind: "accepted" } | { kind: "invalidEmail" };

export type ResendVerification = ReturnType<typeof createResendVerification>;

/**
 * Queues another verification mail, at most one a minute for an address. Known and unknown addresses run the same
 * statements; that nobody waits for the mail is found out when it is to be sent.
 */
export function createResendVerification({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (input: { email: string }): Promise<ResendVerificationOutcome> => {
    const to = normalizeEmail(input.email);
    if (!isEmailAddress(to)) return { kind: "invalidEmail" };
    const at = now();
    const dedupeKey = `verify-email:${to}:${at.toISOString().slice(0, 16)}`;
    await db.transaction(async (store) => {
      const userId = (await store.users.findByEmail(to))?.id ?? null;
      await queueMail(store, { to, userId, template: "verify-email", data: { userId }, dedupeKey }, at);
    });
    return { kind: "accepted" };
  };
}
