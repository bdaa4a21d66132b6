import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { User } from "../user/user.ts";

export type VerifyAccountOutcome = { kind: "verified"; user: User } | { kind: "invalidToken" };

export type VerifyAccount = ReturnType<typeof createVerifyAccount>;

/** Confirms the address that a mailed token proves. A token is good once; of several callers at once one succeeds. */
export function createVerifyAccount({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    input: { token: string },
  ): Promise<VerifyAccountOutcome> => {
    const hash = hashSecret(input.token.trim());
    const at = now();
    return db.transaction(async (store) => {
      const { emailTokens, users } = store;
      const subjectId = await emailTokens.use(hash, "VERIFY_EMAIL", at);
      const userId = subjectId && parseId("user", subjectId);
      if (!userId) return { kind: "invalidToken" };
      await users.markEmailVerified(userId, at);
      const [user] = await users.findByIds([userId]);
      if (!user) return { kind: "invalidToken" };
      const subject = { type: "User", id: userId };
      const after = { emailVerifiedAt: user.emailVerifiedAt?.toISOString() };
      await recordAudit(store, actor, { action: "account.verify", subject, before: null, after }, at);
      return { kind: "verified", user };
    });
  };
}
