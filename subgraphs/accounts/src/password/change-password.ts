import { AppError } from "#platform/errors/app-error.ts";
import type { Actor, UserViewer } from "#platform/identity/viewer.ts";
import type { SessionId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { followNewPassword } from "./follow-new-password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { findPasswordProblems, NOBODY, type PasswordProblem } from "./password-policy.ts";
import type { OwnPasswordProblem, TryOwnPassword } from "./try-own-password.ts";

export interface ChangePasswordProblem {
  code: OwnPasswordProblem | PasswordProblem;
  field: ["currentPassword" | "newPassword"];
}

export type ChangePasswordOutcome = { kind: "changed" } | { kind: "refused"; problems: ChangePasswordProblem[] };

export type ChangePassword = ReturnType<typeof createChangePassword>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users">;
  passwords: Pick<PasswordHasher, "hash">;
  tryOwnPassword: TryOwnPassword;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Gives the viewer another password and ends all their other sessions. Of two changes at once from one password one succeeds;
 * the other's current password is wrong by then.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when too many passwords are being looked at.
 */
export function createChangePassword({ db, passwords, tryOwnPassword, announceAccessChange, now }: Deps) {
  /** The sessions that ended; null when `formerHash` is not the password's any more. */
  const store = (person: UserViewer, actor: Actor, formerHash: string, passwordHash: string) =>
    db.transaction(async (tx): Promise<SessionId[] | null> => {
      const at = now();
      const user = await tx.userChanges.lock(person.userId);
      if (!user) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      if (!(await tx.userChanges.replacePassword(user.id, formerHash, passwordHash))) return null;
      return followNewPassword(tx, actor, { user, reason: "PASSWORD_CHANGED", except: person.sessionId, at });
    }, actor.requestId);

  return async (
    actor: Actor,
    input: { currentPassword: string; newPassword: string },
  ): Promise<ChangePasswordOutcome> => {
    const person = requireSignedIn(actor.viewer);
    const [user] = await db.users.findByIds([person.userId]);
    const problems: ChangePasswordProblem[] = findPasswordProblems(input.newPassword, user ?? NOBODY).map((code) => ({
      code,
      field: ["newPassword"],
    }));
    const attempt = { password: input.currentPassword, client: actor.client };
    const outcome = await tryOwnPassword(person, attempt, async (formerHash) => {
      if (problems.length > 0) return { kind: "refused" } as const;
      const ended = await store(person, actor, formerHash, await passwords.hash(input.newPassword));
      if (!ended) return { kind: "refusedPassword", problem: "WRONG_PASSWORD" } as const;
      await announceAccessChange({ sessionIds: ended });
      return { kind: "changed" } as const;
    });
    switch (outcome.kind) {
      case "changed":
        return outcome;
      case "refused":
        return { kind: "refused", problems };
      case "refusedPassword":
        return { kind: "refused", problems: [{ code: outcome.problem, field: ["currentPassword"] }, ...problems] };
    }
  };
}
