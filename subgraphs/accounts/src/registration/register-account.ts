import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { PERSONAL } from "#platform/audit/audit-record.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { PasswordHasher } from "../password/password-hasher.ts";
import { newUser } from "../user/user.ts";
import { readRegistration, type RegistrationProblem } from "./read-registration.ts";

export type RegisterAccountOutcome = { kind: "accepted" } | { kind: "refused"; problems: RegistrationProblem[] };

export type RegisterAccount = ReturnType<typeof createRegisterAccount>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  passwords: Pick<PasswordHasher, "hash">;
  now: Now;
}

/**
 * Makes an account and writes to its address. For an address that has one already nothing changes but the mail, which
 * tells so; the caller learns no difference, by the answer or by the time: the same hashing and the same statements
 * run.
 *
 * Safe to run at the same time for one address: one account is made, everyone is answered alike.
 */
export function createRegisterAccount({ db, passwords, now }: Deps) {
  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    input: { email: string; password: string; fullName: string },
  ): Promise<RegisterAccountOutcome> => {
    const read = readRegistration(input);
    if (read.kind === "bad") return { kind: "refused", problems: read.problems };
    const { email, password, fullName } = read.registration;
    const passwordHash = await passwords.hash(password);

    const at = now();
    const id = newId("user", at);
    const user = newUser({ id, email, fullName, emailVerifiedAt: null, createdAt: at });
    await db.transaction(async (store) => {
      const isNew = await store.users.insertUnlessEmailTaken(user, passwordHash);
      // A known address gets one such mail an hour, however often someone else types it in.
      const hour = at.toISOString().slice(0, 13);
      const cause = isNew ? `verify-email:${id}` : `already-registered:${email}:${hour}`;
      await queueMail(
        store,
        isNew
          ? { to: email, userId: id, template: "verify-email", data: { userId: id }, dedupeKey: cause }
          : { to: email, userId: null, template: "already-registered", data: {}, dedupeKey: cause },
        at,
      );
      await recordRegistration(store, actor, { email, isNew, cause }, at);
    });
    return { kind: "accepted" };
  };
}

/** For a new and for a known address alike: one look, one entry. Of a known one there is one an hour, as there is one mail. */
async function recordRegistration(
  store: Pick<AccountsStore, "users" | "audit">,
  actor: Pick<Actor, "viewer" | "requestId">,
  { email, isNew, cause }: { email: string; isNew: boolean; cause: string },
  at: Date,
): Promise<void> {
  const owner = await store.users.findByEmail(email);
  if (!owner) return; // erased a moment ago: there is nobody to tell of
  const action = isNew ? "account.register" : "account.register-again";
  const after = isNew ? { email: PERSONAL, fullName: PERSONAL } : null;
  await recordAudit(store, actor, { action, subject: { type: "User", id: owner.id }, before: null, after }, at, cause);
}
