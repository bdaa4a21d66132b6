import { createTurns } from "#platform/concurrency/turns.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { isEmailAddress } from "../user/user.ts";
import type { NetworkKey } from "./network-key.ts";
import type { CheckedPerson, TakenCheck } from "./password-check.repository.ts";
import type { PasswordHasher } from "./password-hasher.ts";

/** A password that is right, and its check, which whoever gets this gives back. */
export interface RightPassword {
  user: CheckedPerson["user"];
  passwordHash: string;
  check: TakenCheck;
}

/** Unknown name or wrong password: nobody may learn which. Nothing was looked at when there were too many attempts. */
export type RefusedPassword = { kind: "wrong" } | { kind: "tooManyAttempts" };

export type TryPassword = <Result>(
  attempt: { name: string; password: string; address: string | null },
  whenRight: (right: RightPassword) => Promise<Result>,
) => Promise<Result | RefusedPassword>;

interface Deps {
  db: Pick<AccountsDatabase, "passwordChecks" | "users">;
  passwords: Pick<PasswordHasher, "hash" | "verify" | "isOutdated">;
  networkKey: NetworkKey;
  logger: Pick<Logger, "warn">;
  now: Now;
}

/**
 * Looks at a password, if the limits of guessing allow it, and goes on with `whenRight` only if it is right. The only way to
 * look at one, so that all of them count. Known and unknown names take the same steps: one statement, then one hash or none.
 *
 * Checks under way count as failed, so those of one name and network take turns: someone who signs in often at the same time
 * is no guesser. A hash of an earlier cost is replaced after its password was right.
 * @throws AppError UNAVAILABLE when too many passwords wait to be looked at.
 */
export function createTryPassword({ db, passwords, networkKey, logger, now }: Deps): TryPassword {
  const { passwordChecks, users } = db;
  const inTurn = createTurns({ parallel: 4, maxWaiting: 100 });

  const verify = async (check: TakenCheck, person: CheckedPerson | null, password: string): Promise<boolean> => {
    try {
      return await passwords.verify(person?.passwordHash ?? null, password);
    } catch (error) {
      // Nobody has learned anything.
      await passwordChecks.giveBack(check).catch(() => {});
      throw error;
    }
  };

  const renewHash = async ({ user, passwordHash }: RightPassword, password: string): Promise<void> => {
    try {
      await users.replacePasswordHash(user.id, passwordHash, await passwords.hash(password));
    } catch (error) {
      logger.warn({ err: error }, "an outdated password hash was not replaced; the next sign-in will");
    }
  };

  return async ({ name, password, address }, whenRight) => {
    const network = networkKey(address);
    const email = isEmailAddress(name) ? name : null;
    const outcome = await inTurn(`${network} ${name}`, async () => {
      const taken = await passwordChecks.take({ name, email, network, at: now() });
      if (!taken) return { kind: "tooManyAttempts" } as const;
      const { check, person } = taken;
      const matches = await verify(check, person, password);
      if (!matches || !person?.passwordHash) return { kind: "wrong" } as const;
      const right = { user: person.user, passwordHash: person.passwordHash, check };
      const result = await whenRight(right);
      if (passwords.isOutdated(right.passwordHash)) await renewHash(right, password);
      return result;
    });
    return outcome ?? { kind: "tooManyAttempts" };
  };
}
