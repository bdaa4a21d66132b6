import { type Now, plusMs } from "#platform/time/clock.ts";
import type { EmailTokenRepository } from "../registration/email-token.repository.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import type { IssueMailToken } from "./compose-mail.ts";

/** Makes the secret of one mail; the database keeps its hash alone. */
export const createIssueMailToken =
  ({ emailTokens, now }: { emailTokens: Pick<EmailTokenRepository, "insert">; now: Now }): IssueMailToken =>
  async ({ purpose, subjectId, lifetimeMs }) => {
    const { secret, hash } = newSecretToken();
    const createdAt = now();
    const expiresAt = plusMs(createdAt, lifetimeMs);
    await emailTokens.insert({ hash, subjectId, purpose, createdAt, expiresAt });
    return secret;
  };
