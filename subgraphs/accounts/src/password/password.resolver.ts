import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import type { CompletePasswordReset } from "../password-reset/complete-password-reset.ts";
import type { RequestPasswordReset } from "../password-reset/request-password-reset.ts";
import { ownUserId } from "../user/user.policy.ts";
import { toOwnUserType } from "../user/user.type.ts";
import type { ChangePassword } from "./change-password.ts";
import {
  PasswordChangeInput,
  PasswordChangePayload,
  PasswordResetCompleteInput,
  PasswordResetCompletePayload,
  PasswordResetRequestInput,
  PasswordResetRequestPayload,
  passwordUserError,
} from "./password.type.ts";

interface UseCases {
  requestPasswordReset: RequestPasswordReset;
  completePasswordReset: CompletePasswordReset;
  changePassword: ChangePassword;
}

@Resolver()
export class PasswordResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(everyone())
  @Mutation(() => PasswordResetRequestPayload, {
    description:
      "Mails a token for another password, at most one a minute. The answer tells nothing about the address.",
  })
  async passwordResetRequest(
    @Arg("input", () => PasswordResetRequestInput, { description: "Where the mail should go." })
    input: PasswordResetRequestInput,
  ): Promise<PasswordResetRequestPayload> {
    const outcome = await this.useCases.requestPasswordReset(input);
    switch (outcome.kind) {
      case "accepted":
        return { userErrors: [] };
      case "invalidEmail":
        return { userErrors: [passwordUserError({ code: "INVALID_EMAIL", field: ["email"] })] };
    }
  }

  @Access(everyone("who has the mailed token"))
  @Mutation(() => PasswordResetCompletePayload, {
    description:
      "Sets another password by a mailed token, confirms the address, and ends every session of the person. It signs nobody in. After a password that is not good the token can be used again.",
  })
  async passwordResetComplete(
    @Arg("input", () => PasswordResetCompleteInput, { description: "Token and password." })
    input: PasswordResetCompleteInput,
    @Ctx() context: AccountsContext,
  ): Promise<PasswordResetCompletePayload> {
    const outcome = await this.useCases.completePasswordReset(context, input);
    switch (outcome.kind) {
      case "reset":
        return { user: toOwnUserType(outcome.user), userErrors: [] };
      case "refused":
        return { user: null, userErrors: outcome.problems.map(passwordUserError) };
    }
  }

  @Access(signedIn({ note: "their own password" }))
  @Mutation(() => PasswordChangePayload, {
    description: "Sets another password for the viewer and ends all their other sessions.",
  })
  async passwordChange(
    @Arg("input", () => PasswordChangeInput, { description: "The current password and the new one." })
    input: PasswordChangeInput,
    @Ctx() context: AccountsContext,
  ): Promise<PasswordChangePayload> {
    const outcome = await this.useCases.changePassword(context, input);
    if (outcome.kind === "refused") return { user: null, userErrors: outcome.problems.map(passwordUserError) };
    const id = ownUserId(context.viewer);
    const user = id && (await context.loaders.userById.load(id));
    return { user: user && toOwnUserType(user), userErrors: [] };
  }
}
