import type { Actor } from "#platform/identity/viewer.ts";
import { parseId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { followNewPassword } from "../password/follow-new-password.ts";
import type { PasswordHasher } from "../password/password-hasher.ts";
import { findPasswordProblems, NOBODY, type PasswordProblem } from "../password/password-policy.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import type { User } from "../user/user.ts";

export interface PasswordResetProblem {
  code: "INVALID_TOKEN" | PasswordProblem;
  field: ["token" | "newPassword"];
}

export type CompletePasswordResetOutcome =
  { kind: "reset"; user: User } | { kind: "refused"; problems: PasswordResetProblem[] };

export type CompletePasswordReset = ReturnType<typeof createCompletePasswordReset>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users" | "emailTokens">;
  passwords: Pick<PasswordHasher, "hash">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

const INVALID_TOKEN: PasswordResetProblem = { code: "INVALID_TOKEN", field: ["token"] };

/**
 * Gives the person whom a mailed token names another password, and confirms the address that the mail went to. Everything that
 * was signed in ends. A token is good once: of several callers at once one succeeds. A password that is not good leaves it
 * usable. The suspended may do it too and stay suspended.
 * @throws AppError UNAVAILABLE when too many passwords are being hashed.
 */
export function createCompletePasswordReset({ db, passwords, announceAccessChange, now }: Deps) {
  const findPerson = async (hash: string): Promise<User | null> => {
    const subjectId = await db.emailTokens.findLive(hash, "PASSWORD_RESET", now());
    const userId = subjectId && parseId("user", subjectId);
    const [user] = userId ? await db.users.findByIds([userId]) : [];
    return user ?? null;
  };

  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    input: { token: string; newPassword: string },
  ): Promise<CompletePasswordResetOutcome> => {
    const hash = hashSecret(input.token.trim());
    const person = await findPerson(hash);
    const problems: PasswordResetProblem[] = [
      ...(person ? [] : [INVALID_TOKEN]),
      ...findPasswordProblems(input.newPassword, person ?? NOBODY).map((code) => ({
        code,
        field: ["newPassword"] as ["newPassword"],
      })),
    ];
    if (!person || problems.length > 0) return { kind: "refused", problems };

    const passwordHash = await passwords.hash(input.newPassword);
    const done = await store(person.id, hash, passwordHash, actor);
    if (!done) return { kind: "refused", problems: [INVALID_TOKEN] };
    await announceAccessChange({ sessionIds: done.ended });
    return { kind: "reset", user: done.user };
  };

  function store(userId: UserId, hash: string, passwordHash: string, actor: Pick<Actor, "viewer" | "requestId">) {
    const at = now();
    return db.transaction(async (tx) => {
      // The person before the token: whoever else gives them a password, or erases them, takes turns with us.
      const locked = await tx.userChanges.lock(userId);
      if (!locked || !(await tx.emailTokens.use(hash, "PASSWORD_RESET", at))) return null;
      await tx.userChanges.setPassword(userId, passwordHash);
      await tx.users.markEmailVerified(userId, at);
      const user = { ...locked, emailVerifiedAt: locked.emailVerifiedAt ?? at };
      const ended = await followNewPassword(tx, actor, { user, reason: "PASSWORD_RESET", except: null, at });
      return { user, ended };
    }, actor.requestId);
  }
}
