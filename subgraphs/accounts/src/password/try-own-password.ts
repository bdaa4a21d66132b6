import type { Actor, UserViewer } from "#platform/identity/viewer.ts";
import type { AccountsDatabase } from "../database.ts";
import type { TryPassword } from "./try-password.ts";

/** Why nothing was done: not the password, no check left, or another issuer signs the person in. */
export type OwnPasswordProblem = "WRONG_PASSWORD" | "TOO_MANY_ATTEMPTS" | "NO_PASSWORD";

export type OwnPasswordRefusal = { kind: "refusedPassword"; problem: OwnPasswordProblem };

export type TryOwnPassword = <Result>(
  person: Pick<UserViewer, "userId">,
  attempt: { password: string; client: Actor["client"] },
  whenRight: (passwordHash: string) => Promise<Result>,
) => Promise<Result | OwnPasswordRefusal>;

interface Deps {
  db: Pick<AccountsDatabase, "users" | "passwordChecks">;
  tryPassword: TryPassword;
}

/**
 * Asks someone who is signed in for their password once more, before what a stolen session must not do, and goes on with
 * `whenRight` only if it is right. Wrong ones count together with those of sign-in. `passwordHash` is what it was checked
 * against, so that a change in between can be noticed.
 * @throws AppError UNAVAILABLE when too many passwords wait to be looked at.
 */
export function createTryOwnPassword({ db, tryPassword }: Deps): TryOwnPassword {
  const refused = (problem: OwnPasswordProblem): OwnPasswordRefusal => ({ kind: "refusedPassword", problem });

  return async ({ userId }, { password, client }, whenRight) => {
    const [user] = await db.users.findByIds([userId]);
    if (!user?.email || (await db.users.findPasswordHash(userId)) === null) return refused("NO_PASSWORD");
    const attempt = { name: user.email, password, address: client.address };
    const outcome = await tryPassword(attempt, async ({ user: found, check, passwordHash }) => {
      // The address went to someone else since: their password proves nothing here, and the check stays counted.
      if (found.id !== userId) return { kind: "wrong" } as const;
      await db.passwordChecks.giveBack(check);
      return { kind: "right", result: await whenRight(passwordHash) } as const;
    });
    switch (outcome.kind) {
      case "right":
        return outcome.result;
      case "wrong":
        return refused("WRONG_PASSWORD");
      case "tooManyAttempts":
        return refused("TOO_MANY_ATTEMPTS");
    }
  };
}
