import type { UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { PasswordHasher } from "./password-hasher.ts";

export type OwnPasswordCheck =
  /** `passwordHash` is what it was checked against, so that a change in between can be noticed. */
  | { kind: "right"; passwordHash: string }
  | { kind: "wrong" }
  /** Nothing was looked at. It passes within 15 minutes. */
  | { kind: "tooManyAttempts" }
  /** Another issuer signs the person in. */
  | { kind: "noPassword" };

export type CheckOwnPassword = (userId: UserId, password: string) => Promise<OwnPasswordCheck>;

interface Deps {
  db: Pick<AccountsDatabase, "users" | "passwordChecks">;
  passwords: Pick<PasswordHasher, "verify">;
  now: Now;
}

/**
 * Asks someone who is signed in for their password once more, before what a stolen session must not do. Wrong ones count
 * together with those of sign-in.
 * @throws AppError UNAVAILABLE when too many passwords are being checked.
 */
export function createCheckOwnPassword({ db, passwords, now }: Deps): CheckOwnPassword {
  return async (userId, password) => {
    const [user] = await db.users.findByIds([userId]);
    const passwordHash = await db.users.findPasswordHash(userId);
    if (!user?.email || passwordHash === null) return { kind: "noPassword" };
    const at = now();
    if (!(await db.passwordChecks.take(user.email, at))) return { kind: "tooManyAttempts" };
    if (!(await passwords.verify(passwordHash, password))) return { kind: "wrong" };
    await db.passwordChecks.giveBack(user.email, at);
    return { kind: "right", passwordHash };
  };
}
