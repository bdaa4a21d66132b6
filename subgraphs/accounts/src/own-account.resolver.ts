import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "./database.ts";
import { createConfirmEmailChange } from "./email-change/confirm-email-change.ts";
import { EmailChangeResolver } from "./email-change/email-change.resolver.ts";
import { createRequestEmailChange } from "./email-change/request-email-change.ts";
import { createChangePassword } from "./password/change-password.ts";
import { createCheckOwnPassword } from "./password/check-own-password.ts";
import type { PasswordHasher } from "./password/password-hasher.ts";
import { PasswordResolver } from "./password/password.resolver.ts";
import { createCompletePasswordReset } from "./password-reset/complete-password-reset.ts";
import { createRequestPasswordReset } from "./password-reset/request-password-reset.ts";
import type { AnnounceAccessChange } from "./session/access-changes.ts";
import { SessionConnectionResolver, UserSessionsResolver } from "./session/user-sessions.resolver.ts";

interface Deps {
  db: AccountsDatabase;
  passwords: PasswordHasher;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/** What a person sees of their own account and does with it. Wiring only. */
export function createOwnAccountResolvers({ db, passwords, announceAccessChange, now }: Deps): object[] {
  const checkOwnPassword = createCheckOwnPassword({ db, passwords, now });
  return [
    new UserSessionsResolver(),
    new SessionConnectionResolver(),
    new PasswordResolver({
      requestPasswordReset: createRequestPasswordReset({ db, now }),
      completePasswordReset: createCompletePasswordReset({ db, passwords, announceAccessChange, now }),
      changePassword: createChangePassword({ db, passwords, checkOwnPassword, announceAccessChange, now }),
    }),
    new EmailChangeResolver({
      requestEmailChange: createRequestEmailChange({ db, checkOwnPassword, now }),
      confirmEmailChange: createConfirmEmailChange({ db, now }),
    }),
  ];
}
