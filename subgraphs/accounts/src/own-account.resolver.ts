import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "./database.ts";
import { createConfirmEmailChange } from "./email-change/confirm-email-change.ts";
import { EmailChangeResolver } from "./email-change/email-change.resolver.ts";
import { createRequestEmailChange } from "./email-change/request-email-change.ts";
import { createChangePassword } from "./password/change-password.ts";
import type { PasswordHasher } from "./password/password-hasher.ts";
import { PasswordResolver } from "./password/password.resolver.ts";
import { createTryOwnPassword } from "./password/try-own-password.ts";
import type { TryPassword } from "./password/try-password.ts";
import { createCompletePasswordReset } from "./password-reset/complete-password-reset.ts";
import { createRequestPasswordReset } from "./password-reset/request-password-reset.ts";
import type { AnnounceAccessChange } from "./session/access-changes.ts";
import { SessionConnectionResolver, UserSessionsResolver } from "./session/user-sessions.resolver.ts";

interface Deps {
  db: AccountsDatabase;
  passwords: PasswordHasher;
  tryPassword: TryPassword;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/** What a person sees of their own account and does with it. Wiring only. */
export function createOwnAccountResolvers({ db, passwords, tryPassword, announceAccessChange, now }: Deps): object[] {
  const tryOwnPassword = createTryOwnPassword({ db, tryPassword });
  return [
    new UserSessionsResolver(),
    new SessionConnectionResolver(),
    new PasswordResolver({
      requestPasswordReset: createRequestPasswordReset({ db, now }),
      completePasswordReset: createCompletePasswordReset({ db, passwords, announceAccessChange, now }),
      changePassword: createChangePassword({ db, passwords, tryOwnPassword, announceAccessChange, now }),
    }),
    new EmailChangeResolver({
      requestEmailChange: createRequestEmailChange({ db, tryOwnPassword, now }),
      confirmEmailChange: createConfirmEmailChange({ db, now }),
    }),
  ];
}
