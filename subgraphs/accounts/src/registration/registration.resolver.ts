import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import { toOwnUserType } from "../user/user.type.ts";
import type { RegisterAccount } from "./register-account.ts";
import {
  accountUserError,
  AccountRegisterInput,
  AccountRegisterPayload,
  AccountVerificationResendInput,
  AccountVerificationResendPayload,
  AccountVerifyInput,
  AccountVerifyPayload,
} from "./registration.type.ts";
import type { ResendVerification } from "./resend-verification.ts";
import type { VerifyAccount } from "./verify-account.ts";

interface UseCases {
  registerAccount: RegisterAccount;
  verifyAccount: VerifyAccount;
  resendVerification: ResendVerification;
}

@Resolver()
export class RegistrationResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(everyone())
  @Mutation(() => AccountRegisterPayload, {
    description:
      "Makes an account and mails a token that confirms the address. An address that has an account gets a mail that says so; the answer is the same.",
  })
  async accountRegister(
    @Arg("input", () => AccountRegisterInput, { description: "What a new account needs." }) input: AccountRegisterInput,
    @Ctx() context: AccountsContext,
  ): Promise<AccountRegisterPayload> {
    const outcome = await this.useCases.registerAccount(context, input);
    switch (outcome.kind) {
      case "accepted":
        return { userErrors: [] };
      case "refused":
        return { userErrors: outcome.problems.map(({ code, field }) => accountUserError(code, field)) };
    }
  }

  @Access(everyone("who has the mailed token"))
  @Mutation(() => AccountVerifyPayload, {
    description: "Confirms an address by the token that was mailed to it. It signs nobody in.",
  })
  async accountVerify(
    @Arg("input", () => AccountVerifyInput, { description: "The token." }) input: AccountVerifyInput,
    @Ctx() context: AccountsContext,
  ): Promise<AccountVerifyPayload> {
    const outcome = await this.useCases.verifyAccount(context, input);
    switch (outcome.kind) {
      case "verified":
        return { user: toOwnUserType(outcome.user), userErrors: [] };
      case "invalidToken":
        return { user: null, userErrors: [accountUserError("INVALID_TOKEN", ["token"])] };
    }
  }

  @Access(everyone())
  @Mutation(() => AccountVerificationResendPayload, {
    description: "Mails a new verification token, at most once a minute. The answer tells nothing about the address.",
  })
  async accountVerificationResend(
    @Arg("input", () => AccountVerificationResendInput, { description: "Where the mail should go." })
    input: AccountVerificationResendInput,
  ): Promise<AccountVerificationResendPayload> {
    const outcome = await this.useCases.resendVerification(input);
    switch (outcome.kind) {
      case "accepted":
        return { userErrors: [] };
      case "invalidEmail":
        return { userErrors: [accountUserError("INVALID_EMAIL", ["email"])] };
    }
  }
}
