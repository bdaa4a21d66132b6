import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { CheckOwnPassword, OwnPasswordCheck } from "./check-own-password.ts";
import { followNewPassword } from "./follow-new-password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { findPasswordProblems, type PasswordProblem } from "./password-policy.ts";

/** What may come of looking at the password that someone already has. */
export type CurrentPasswordProblem = "WRONG_PASSWORD" | "TOO_MANY_ATTEMPTS" | "NO_PASSWORD";

export interface ChangePasswordProblem {
  code: CurrentPasswordProblem | PasswordProblem;
  field: ["currentPassword" | "newPassword"];
}

export type ChangePasswordOutcome = { kind: "changed" } | { kind: "refused"; problems: ChangePasswordProblem[] };

export type ChangePassword = ReturnType<typeof createChangePassword>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users">;
  passwords: Pick<PasswordHasher, "hash">;
  checkOwnPassword: CheckOwnPassword;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/** Why a check of the password that someone already has was not passed; null when it was. */
export function problemOfCheck({ kind }: OwnPasswordCheck): CurrentPasswordProblem | null {
  switch (kind) {
    case "right":
      return null;
    case "wrong":
      return "WRONG_PASSWORD";
    case "tooManyAttempts":
      return "TOO_MANY_ATTEMPTS";
    case "noPassword":
      return "NO_PASSWORD";
  }
}

/**
 * Gives the viewer another password and ends all their other sessions. Of two changes at once from one password one succeeds;
 * the other's current password is wrong by then.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when too many passwords are being checked.
 */
export function createChangePassword({ db, passwords, checkOwnPassword, announceAccessChange, now }: Deps) {
  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    input: { currentPassword: string; newPassword: string },
  ): Promise<ChangePasswordOutcome> => {
    const { userId, sessionId } = requireSignedIn(actor.viewer);
    const [person] = await db.users.findByIds([userId]);
    const check = await checkOwnPassword(userId, input.currentPassword);
    const wrong = problemOfCheck(check);
    const problems: ChangePasswordProblem[] = [
      ...(wrong ? [{ code: wrong, field: ["currentPassword"] as ["currentPassword"] }] : []),
      ...findPasswordProblems(input.newPassword, person?.email ?? "").map((code) => ({
        code,
        field: ["newPassword"] as ["newPassword"],
      })),
    ];
    if (check.kind !== "right" || problems.length > 0) return { kind: "refused", problems };

    const passwordHash = await passwords.hash(input.newPassword);
    const at = now();
    const ended = await db.transaction(async (store) => {
      const user = await store.userChanges.lock(userId);
      if (!user) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      if (!(await store.userChanges.replacePassword(userId, check.passwordHash, passwordHash))) return null;
      return followNewPassword(store, actor, { user, reason: "PASSWORD_CHANGED", except: sessionId, at });
    });
    if (!ended) return { kind: "refused", problems: [{ code: "WRONG_PASSWORD", field: ["currentPassword"] }] };
    await announceAccessChange({ sessionIds: ended });
    return { kind: "changed" };
  };
}
