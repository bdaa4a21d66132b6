import { PERSONAL } from "#platform/audit/audit-record.ts";
import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { User } from "../user/user.ts";
import type { EmailChange } from "./email-change.repository.ts";
import { maskEmail } from "./mask-email.ts";

export type ConfirmEmailChangeOutcome =
  | { kind: "changed"; user: User }
  | { kind: "invalidToken" }
  /** Told only to whoever has the token, and so reads the mails to that address. */
  | { kind: "emailTaken" };

export type ConfirmEmailChange = ReturnType<typeof createConfirmEmailChange>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "emailTokens" | "emailChanges">;
  now: Now;
}

/**
 * Gives a person the address that a mailed token proves to be theirs. A token is good once, and only for the person's latest
 * wish. When several people confirm one address, the unique index gives it to one of them. Sessions go on; open tokens for
 * another password, which went to the old address, do not.
 */
export function createConfirmEmailChange({ db, now }: Deps) {
  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    input: { token: string },
  ): Promise<ConfirmEmailChangeOutcome> => {
    const hash = hashSecret(input.token.trim());
    const at = now();
    const changeId = await db.emailTokens.findLive(hash, "EMAIL_CHANGE", at);
    const change = changeId && (await db.emailChanges.find(changeId));
    if (!change) return { kind: "invalidToken" };
    try {
      const user = await db.transaction((store) => confirm(store, actor, { change, hash, at }), actor.requestId);
      return user ? { kind: "changed", user } : { kind: "invalidToken" };
    } catch (error) {
      // All of it is undone, the use of the token too: should the address become free, the link still works.
      if (violatedUniqueConstraint(error) !== "users_one_per_email") throw error;
      return { kind: "emailTaken" };
    }
  };
}

async function confirm(
  store: AccountsStore,
  actor: Pick<Actor, "viewer" | "requestId">,
  { change, hash, at }: { change: EmailChange; hash: string; at: Date },
): Promise<User | null> {
  const { id, userId, newEmail } = change;
  const former = await store.userChanges.lock(userId);
  const latest = await store.emailChanges.findLatestOf(userId);
  if (!former || latest?.id !== id || latest.confirmedAt !== null) return null;
  if (!(await store.emailTokens.use(hash, "EMAIL_CHANGE", at))) return null;
  await store.userChanges.changeEmail(userId, newEmail, at);
  await store.emailChanges.markConfirmed(id, at);
  await store.emailTokens.voidAllOf(userId, "PASSWORD_RESET", at);
  if (former.email !== null) {
    const data = { newEmailMasked: maskEmail(newEmail) };
    const mail = {
      to: former.email,
      userId,
      template: "email-changed" as const,
      data,
      dedupeKey: `email-changed:${id}`,
    };
    await queueMail(store, mail, at);
  }
  const email = { email: PERSONAL };
  const subject = { type: "User", id: userId };
  await recordAudit(store, actor, { action: "account.email-change", subject, before: email, after: email }, at);
  return { ...former, email: newEmail, emailVerifiedAt: at };
}
