import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { User } from "../user/user.ts";

export type VerifyAccountOutcome = { kind: "verified"; user: User } | { kind: "invalidToken" };

export type VerifyAccount = ReturnType<typeof createVerifyAccount>;

/** Confirms the address that a mailed token proves. A token is good once; of several callers at once one succeeds. */
export function createVerifyAccount({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (input: { token: string }): Promise<VerifyAccountOutcome> => {
    const hash = hashSecret(input.token.trim());
    const at = now();
    return db.transaction(async ({ emailTokens, users }) => {
      const subjectId = await emailTokens.use(hash, "VERIFY_EMAIL", at);
      const userId = subjectId && parseId("user", subjectId);
      if (!userId) return { kind: "invalidToken" };
      await users.markEmailVerified(userId, at);
      const [user] = await users.findByIds([userId]);
      return user ? { kind: "verified", user } : { kind: "invalidToken" };
    });
  };
}
