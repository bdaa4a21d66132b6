import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import { toOwnUserType } from "../user/user.type.ts";
import type { ConfirmEmailChange } from "./confirm-email-change.ts";
import {
  EmailChangeConfirmInput,
  EmailChangeConfirmPayload,
  EmailChangeRequestInput,
  EmailChangeRequestPayload,
  emailChangeUserError,
} from "./email-change.type.ts";
import type { RequestEmailChange } from "./request-email-change.ts";

interface UseCases {
  requestEmailChange: RequestEmailChange;
  confirmEmailChange: ConfirmEmailChange;
}

@Resolver()
export class EmailChangeResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(signedIn({ note: "their own address" }))
  @Mutation(() => EmailChangeRequestPayload, {
    description:
      "Mails a token to the new address and a notice to the old one. Nothing changes before the token comes back. The answer tells nothing about the new address. A newer request replaces this one.",
  })
  async emailChangeRequest(
    @Arg("input", () => EmailChangeRequestInput, { description: "The new address, and the password." })
    input: EmailChangeRequestInput,
    @Ctx() context: AccountsContext,
  ): Promise<EmailChangeRequestPayload> {
    const outcome = await this.useCases.requestEmailChange(context, input);
    switch (outcome.kind) {
      case "accepted":
        return { userErrors: [] };
      case "refused":
        return { userErrors: outcome.problems.map(emailChangeUserError) };
    }
  }

  @Access(everyone("who has the mailed token"))
  @Mutation(() => EmailChangeConfirmPayload, {
    description: "Makes the new address the one that signs in. Id, orders, shop and sessions of the person stay.",
  })
  async emailChangeConfirm(
    @Arg("input", () => EmailChangeConfirmInput, { description: "The token." }) input: EmailChangeConfirmInput,
    @Ctx() context: AccountsContext,
  ): Promise<EmailChangeConfirmPayload> {
    const outcome = await this.useCases.confirmEmailChange(context, input);
    switch (outcome.kind) {
      case "changed":
        return { user: toOwnUserType(outcome.user), userErrors: [] };
      case "invalidToken":
        return { user: null, userErrors: [emailChangeUserError({ code: "INVALID_TOKEN", field: ["token"] })] };
      case "emailTaken":
        return { user: null, userErrors: [emailChangeUserError({ code: "EMAIL_TAKEN", field: ["token"] })] };
    }
  }
}
