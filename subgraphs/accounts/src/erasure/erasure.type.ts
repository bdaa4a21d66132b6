import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { EraseAccountProblem } from "./erase-account.ts";

export const AccountEraseErrorCode = {
  NOT_FOUND: "NOT_FOUND",
  SHOP_OPEN: "SHOP_OPEN",
  PASSWORD_REQUIRED: "PASSWORD_REQUIRED",
  WRONG_PASSWORD: "WRONG_PASSWORD",
  TOO_MANY_ATTEMPTS: "TOO_MANY_ATTEMPTS",
  SIGN_IN_AGAIN: "SIGN_IN_AGAIN",
} as const satisfies { [Code in EraseAccountProblem["code"]]: Code };
export type AccountEraseErrorCode = keyof typeof AccountEraseErrorCode;

registerEnumType(AccountEraseErrorCode, {
  name: "AccountEraseErrorCode",
  description: "Why an account was not erased.",
  valuesConfig: {
    NOT_FOUND: { description: "There is no such person, or the viewer may not erase them." },
    SHOP_OPEN: { description: "The person owns an open shop. It has to be closed or handed over first." },
    PASSWORD_REQUIRED: { description: "People erase their own account with their password." },
    WRONG_PASSWORD: { description: "This is not the account's password." },
    TOO_MANY_ATTEMPTS: {
      description: "Too many wrong passwords for this account; nothing was checked. It passes within 15 minutes.",
    },
    SIGN_IN_AGAIN: {
      description:
        "Another issuer signs the person in, and that was more than ten minutes ago. Sign in again, then erase.",
    },
  },
});

const MESSAGES: Record<AccountEraseErrorCode, string> = {
  NOT_FOUND: "There is no such account.",
  SHOP_OPEN: "Close your shop, or hand it over, before you erase your account.",
  PASSWORD_REQUIRED: "Enter your password.",
  WRONG_PASSWORD: "This is not your password.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Try again in 15 minutes.",
  SIGN_IN_AGAIN: "Sign in again, then erase your account within ten minutes.",
};

@ObjectType("AccountEraseUserError", {
  implements: UserErrorType,
  description: "Something that keeps an account from being erased.",
})
export class AccountEraseUserErrorType extends UserErrorType {
  @Field(() => AccountEraseErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: AccountEraseErrorCode;
}

export const accountEraseUserError = ({ code, field }: EraseAccountProblem): AccountEraseUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@InputType("AccountEraseInput", { description: "Whose account to erase, and the proof of who asks." })
export class AccountEraseInput {
  @Field(() => String, {
    nullable: true,
    description:
      "The viewer's password, for their own account. People of another issuer have none and sign in anew within ten minutes before.",
  })
  password?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Whom to erase: the viewer without it, anyone with scope `user:write`.",
  })
  userId?: string | null;
}

@ObjectType("AccountErasePayload", { description: "Who is forgotten." })
export class AccountErasePayload {
  @Field(() => ID, {
    nullable: true,
    description: "The id, which is all that is left; null when nothing was erased.",
  })
  userId!: string | null;

  @Field(() => [AccountEraseUserErrorType], {
    description: "Everything that keeps the account from being erased; empty when it is.",
  })
  userErrors!: AccountEraseUserErrorType[];
}
