import type { Client } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { RightPassword, TryPassword } from "../password/try-password.ts";
import { normalizeEmail } from "../user/user.ts";
import type { AccessTokenIssuer } from "./access-token-issuer.ts";
import { type IssuedTokens, issueTokens } from "./issue-tokens.ts";

export type CreateSessionOutcome =
  | { kind: "signedIn"; tokens: IssuedTokens }
  /** Unknown address or wrong password: nobody may learn which. */
  | { kind: "invalidCredentials" }
  /** Told only after the right password, as is the next. */
  | { kind: "emailNotVerified" }
  | { kind: "suspended" }
  | { kind: "tooManyAttempts" };

export type CreateSession = ReturnType<typeof createCreateSession>;

interface Deps {
  db: Pick<AccountsDatabase, "passwordChecks" | "signIns">;
  tryPassword: TryPassword;
  accessTokens: AccessTokenIssuer;
  now: Now;
}

/**
 * Signs a person in by address and password. Unknown addresses take the same steps and the same time as known ones, and
 * their checks are counted alike.
 *
 * Safe to run while the person is suspended or their password changes: with the former password, the session is either ended by
 * that or not made.
 * @throws AppError UNAVAILABLE when too many sign in at once.
 */
export function createCreateSession({ db, tryPassword, accessTokens, now }: Deps) {
  const signIn = async (client: Client, right: RightPassword): Promise<CreateSessionOutcome> => {
    const { user, passwordHash, check } = right;
    if (user.suspendedAt !== null || user.emailVerifiedAt === null) {
      await db.passwordChecks.giveBack(check);
      return user.suspendedAt !== null ? { kind: "suspended" } : { kind: "emailNotVerified" };
    }
    const sign = await accessTokens();
    const at = now();
    const sessionId = newId("sess", at);
    const { userAgent, address: network } = client;
    const session = { id: sessionId, userId: user.id, createdAt: at, lastUsedAt: at, userAgent, network };
    const { tokens, stored } = await issueTokens(sign, { sessionId, user, at });
    const isMade = await db.signIns.signIn(check, passwordHash, session, stored);
    return isMade ? { kind: "signedIn", tokens } : { kind: "invalidCredentials" };
  };

  return async (client: Client, input: { email: string; password: string }): Promise<CreateSessionOutcome> => {
    const attempt = { name: normalizeEmail(input.email), password: input.password, address: client.address };
    const outcome = await tryPassword<CreateSessionOutcome>(attempt, (right) => signIn(client, right));
    return outcome.kind === "wrong" ? { kind: "invalidCredentials" } : outcome;
  };
}
