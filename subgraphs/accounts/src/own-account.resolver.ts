import type { Now } from "#platform/time/clock.ts";
import { AddressConnectionResolver, AddressResolver, UserAddressesResolver } from "./address/address.resolver.ts";
import { createCreateAddress } from "./address/create-address.ts";
import { createDeleteAddress } from "./address/delete-address.ts";
import { createUpdateAddress } from "./address/update-address.ts";
import type { ProductsClient } from "./clients/products.client.ts";
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
import { ProfileResolver } from "./profile/profile.resolver.ts";
import { createUpdateAccount } from "./profile/update-account.ts";
import type { AnnounceAccessChange } from "./session/access-changes.ts";
import { SessionConnectionResolver, UserSessionsResolver } from "./session/user-sessions.resolver.ts";

interface Deps {
  db: AccountsDatabase;
  passwords: PasswordHasher;
  tryPassword: TryPassword;
  products: ProductsClient;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/** What a person sees of their own account and does with it. Wiring only. */
export function createOwnAccountResolvers({
  db,
  passwords,
  tryPassword,
  announceAccessChange,
  now,
  products,
}: Deps): object[] {
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
    new ProfileResolver({ updateAccount: createUpdateAccount({ db, products, now }) }),
    new UserAddressesResolver(),
    new AddressConnectionResolver(),
    new AddressResolver({
      createAddress: createCreateAddress({ db, now }),
      updateAddress: createUpdateAddress({ db, now }),
      deleteAddress: createDeleteAddress({ db, now }),
    }),
  ];
}
