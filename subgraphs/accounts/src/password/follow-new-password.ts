import { PERSONAL } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { SessionId } from "#platform/ids/id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { User } from "../user/user.ts";

interface NewPassword {
  user: User;
  reason: "PASSWORD_RESET" | "PASSWORD_CHANGED";
  /** The session that goes on. */
  except: SessionId | null;
  at: Date;
}

/**
 * What a new password brings along, in the transaction that stores it: sessions end, open reset tokens and a change of address
 * that waits are worth nothing any more, the person gets a mail. Returns the sessions that ended, to be announced.
 */
export async function followNewPassword(
  store: AccountsStore,
  actor: Pick<Actor, "viewer" | "requestId">,
  { user, reason, except, at }: NewPassword,
): Promise<SessionId[]> {
  const ended = await store.personSessions.revokeAll(user.id, reason, at, except);
  await store.emailTokens.voidAllOf(user.id, "PASSWORD_RESET", at);
  await store.emailChanges.deletePendingOf(user.id);
  if (user.email !== null) {
    await queueMail(
      store,
      {
        to: user.email,
        userId: user.id,
        template: "password-changed",
        data: { at: at.toISOString() },
        dedupeKey: `password-changed:${user.id}:${at.toISOString()}`,
      },
      at,
    );
  }
  const action = reason === "PASSWORD_RESET" ? "account.password-reset" : "account.password-change";
  const subject = { type: "User", id: user.id };
  await recordAudit(store, actor, { action, subject, before: null, after: { password: PERSONAL } }, at);
  return ended.map(({ id }) => id);
}
