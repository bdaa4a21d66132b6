import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { UserType } from "../user/user.type.ts";
import type { RegistrationProblem } from "./read-registration.ts";

export const AccountErrorCode = {
  INVALID_EMAIL: "INVALID_EMAIL",
  INVALID_FULL_NAME: "INVALID_FULL_NAME",
  PASSWORD_TOO_SHORT: "PASSWORD_TOO_SHORT",
  PASSWORD_TOO_LONG: "PASSWORD_TOO_LONG",
  PASSWORD_TOO_COMMON: "PASSWORD_TOO_COMMON",
  INVALID_PASSWORD: "INVALID_PASSWORD",
  INVALID_TOKEN: "INVALID_TOKEN",
} as const satisfies Record<RegistrationProblem["code"] | "INVALID_TOKEN", string>;
export type AccountErrorCode = keyof typeof AccountErrorCode;

registerEnumType(AccountErrorCode, {
  name: "AccountErrorCode",
  description: "What can be wrong with what a person typed in about their account.",
  valuesConfig: {
    INVALID_EMAIL: { description: "This is no e-mail address." },
    INVALID_FULL_NAME: { description: "A name has 1 to 100 characters, none of them a control character." },
    PASSWORD_TOO_SHORT: { description: "A password has at least 8 characters." },
    PASSWORD_TOO_LONG: { description: "A password has at most 128 characters." },
    PASSWORD_TOO_COMMON: {
      description:
        "The password is among the first that anyone would guess, or little more than the person's own name or address.",
    },
    INVALID_PASSWORD: { description: "The password is not well-formed Unicode text, or holds a NUL." },
    INVALID_TOKEN: { description: "The token is unknown, used or expired. Ask for a new mail." },
  },
});

const MESSAGES: Record<AccountErrorCode, string> = {
  INVALID_EMAIL: "Enter an e-mail address, such as mia@example.com.",
  INVALID_FULL_NAME: "Enter a name of 1 to 100 characters.",
  PASSWORD_TOO_SHORT: "Use at least 8 characters.",
  PASSWORD_TOO_LONG: "Use at most 128 characters.",
  PASSWORD_TOO_COMMON: "This password is easily guessed. Choose another.",
  INVALID_PASSWORD: "The password holds characters that cannot be stored.",
  INVALID_TOKEN: "This link is not valid any more. Ask for a new mail.",
};

@ObjectType("AccountUserError", {
  implements: UserErrorType,
  description: "Something about an account that the person can fix.",
})
export class AccountUserErrorType extends UserErrorType {
  @Field(() => AccountErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: AccountErrorCode;
}

export const accountUserError = (code: AccountErrorCode, field: readonly string[]): AccountUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: [...field],
});

@InputType("AccountRegisterInput", { description: "What a new account needs." })
export class AccountRegisterInput {
  @Field(() => String, { description: "The address that will sign in. A mail goes there." })
  email!: string;

  @Field(() => String, { description: "8 to 128 characters of any kind, not among the common ones." })
  password!: string;

  @Field(() => String, { description: "The person's name, 1 to 100 characters." })
  fullName!: string;
}

@ObjectType("AccountRegisterPayload", { description: "The same for an address with and without an account." })
export class AccountRegisterPayload {
  @Field(() => [AccountUserErrorType], {
    description: "Everything that has to be corrected; empty when a mail is on its way.",
  })
  userErrors!: AccountUserErrorType[];
}

@InputType("AccountVerifyInput", { description: "What proves that an address is the person's." })
export class AccountVerifyInput {
  @Field(() => String, { description: "The token from the mail. Good once, for 24 hours." })
  token!: string;
}

@ObjectType("AccountVerifyPayload", { description: "The account whose address is confirmed now." })
export class AccountVerifyPayload {
  @Field(() => UserType, {
    nullable: true,
    description: "The person, who may sign in from now on; null when the token is not good.",
  })
  user!: UserType | null;

  @Field(() => [AccountUserErrorType], { description: "Why nothing was confirmed; empty when it was." })
  userErrors!: AccountUserErrorType[];
}

@InputType("AccountVerificationResendInput", { description: "Who lost the verification mail." })
export class AccountVerificationResendInput {
  @Field(() => String, { description: "The address of the account." })
  email!: string;
}

@ObjectType("AccountVerificationResendPayload", { description: "The same for an address with and without an account." })
export class AccountVerificationResendPayload {
  @Field(() => [AccountUserErrorType], {
    description: "What has to be corrected; empty otherwise, whether a mail goes out or not.",
  })
  userErrors!: AccountUserErrorType[];
}
