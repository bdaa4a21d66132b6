import type { Client } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { PasswordHasher } from "../password/password-hasher.ts";
import { isEmailAddress, normalizeEmail } from "../user/user.ts";
import type { AccessTokenIssuer } from "./access-token-issuer.ts";
import { type IssuedTokens, issueTokens } from "./issue-tokens.ts";

export type CreateSessionOutcome =
  | { kind: "signedIn"; tokens: IssuedTokens }
  /** Unknown address or wrong password: nobody may learn which. */
  | { kind: "invalidCredentials" }
  /** Told only after the right password. */
  | { kind: "emailNotVerified" }
  | { kind: "tooManyAttempts" };

export type CreateSession = ReturnType<typeof createCreateSession>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users" | "passwordChecks">;
  passwords: Pick<PasswordHasher, "verify">;
  accessTokens: AccessTokenIssuer;
  now: Now;
}

/**
 * Signs a person in by address and password. Unknown addresses take the same steps and the same time as known ones, and
 * their checks are counted alike.
 */
export function createCreateSession({ db, passwords, accessTokens, now }: Deps) {
  return async (client: Client, input: { email: string; password: string }): Promise<CreateSessionOutcome> => {
    const email = normalizeEmail(input.email);
    const at = now();
    if (!(await db.passwordChecks.take(email, at))) return { kind: "tooManyAttempts" };
    const found = isEmailAddress(email) ? await db.users.findWithPasswordHash(email) : null;
    const matches = await passwords.verify(found?.passwordHash ?? null, input.password);
    if (!found || !matches) return { kind: "invalidCredentials" };

    await db.passwordChecks.giveBack(email, at);
    if (found.user.emailVerifiedAt === null) return { kind: "emailNotVerified" };
    const sign = await accessTokens();
    const { user } = found;
    const tokens = await db.transaction(async ({ sessions }) => {
      const sessionId = newId("sess", at);
      const { userAgent, address: network } = client;
      await sessions.insert({ id: sessionId, userId: user.id, createdAt: at, lastUsedAt: at, userAgent, network });
      return issueTokens(sessions, sign, { sessionId, user, at });
    });
    return { kind: "signedIn", tokens };
  };
}
