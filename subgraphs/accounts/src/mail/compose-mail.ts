import type { Now } from "#platform/time/clock.ts";
import { plusMs } from "#platform/time/clock.ts";
import { hours } from "#platform/time/duration.ts";
import type { EmailTokenRepository } from "../registration/email-token.repository.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import type { UserRepository } from "../user/user.repository.ts";
import type { Message } from "./mail.ts";
import type { QueuedMail } from "./mail.repository.ts";
import { alreadyRegistered } from "./templates/already-registered.ts";
import { orderPaid } from "./templates/order-paid.ts";
import { verifyEmail } from "./templates/verify-email.ts";

const VERIFICATION_LIFETIME_MS = hours(24);

export type ComposeMail = ReturnType<typeof createComposeMail>;

interface Deps {
  users: Pick<UserRepository, "findByEmail">;
  emailTokens: Pick<EmailTokenRepository, "insert">;
  storefrontUrl: string;
  now: Now;
}

/**
 * Writes a mail out just before it is sent, or finds that nobody needs it any more (null). A verification token is
 * made here and only here, so its text exists in the mail alone; composing again after a failed attempt makes another
 * token, and each of them is good.
 */
export function createComposeMail({ users, emailTokens, storefrontUrl, now }: Deps) {
  return async ({ to, content }: QueuedMail): Promise<Message | null> => {
    switch (content.template) {
      case "order-paid":
        return orderPaid(content.data, { storefrontUrl });
      case "already-registered":
        return alreadyRegistered({ storefrontUrl });
      case "verify-email": {
        const user = await users.findByEmail(to);
        if (user === null || user.emailVerifiedAt !== null) return null;
        const { secret, hash } = newSecretToken();
        const createdAt = now();
        const expiresAt = plusMs(createdAt, VERIFICATION_LIFETIME_MS);
        await emailTokens.insert({ hash, subjectId: user.id, purpose: "VERIFY_EMAIL", createdAt, expiresAt });
        return verifyEmail({ token: secret, storefrontUrl });
      }
    }
  };
}
