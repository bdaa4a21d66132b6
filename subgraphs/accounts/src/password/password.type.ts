import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { PasswordResetProblem } from "../password-reset/complete-password-reset.ts";
import { UserType } from "../user/user.type.ts";
import type { ChangePasswordProblem } from "./change-password.ts";

type Code = PasswordResetProblem["code"] | ChangePasswordProblem["code"] | "INVALID_EMAIL";

export const PasswordErrorCode = {
  INVALID_EMAIL: "INVALID_EMAIL",
  INVALID_TOKEN: "INVALID_TOKEN",
  WRONG_PASSWORD: "WRONG_PASSWORD",
  TOO_MANY_ATTEMPTS: "TOO_MANY_ATTEMPTS",
  NO_PASSWORD: "NO_PASSWORD",
  PASSWORD_TOO_SHORT: "PASSWORD_TOO_SHORT",
  PASSWORD_TOO_LONG: "PASSWORD_TOO_LONG",
  PASSWORD_TOO_COMMON: "PASSWORD_TOO_COMMON",
  INVALID_PASSWORD: "INVALID_PASSWORD",
} as const satisfies { [Each in Code]: Each };
export type PasswordErrorCode = keyof typeof PasswordErrorCode;

registerEnumType(PasswordErrorCode, {
  name: "PasswordErrorCode",
  description: "Why a password did not become another one.",
  valuesConfig: {
    INVALID_EMAIL: { description: "This is no e-mail address." },
    INVALID_TOKEN: { description: "The token is unknown, used or expired. Ask for a new mail." },
    WRONG_PASSWORD: { description: "This is not the current password." },
    TOO_MANY_ATTEMPTS: {
      description: "Too many wrong passwords for this account; nothing was checked. It passes within 15 minutes.",
    },
    NO_PASSWORD: { description: "Another issuer signs the person in, so there is no password here." },
    PASSWORD_TOO_SHORT: { description: "A password has at least 8 characters." },
    PASSWORD_TOO_LONG: { description: "A password has at most 128 characters." },
    PASSWORD_TOO_COMMON: { description: "The password is among the first that anyone would guess." },
    INVALID_PASSWORD: { description: "The password is not well-formed Unicode text." },
  },
});

const MESSAGES: Record<PasswordErrorCode, string> = {
  INVALID_EMAIL: "Enter an e-mail address, such as mia@example.com.",
  INVALID_TOKEN: "This link is not valid any more. Ask for a new mail.",
  WRONG_PASSWORD: "This is not your current password.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Try again in 15 minutes.",
  NO_PASSWORD: "You sign in elsewhere, so your password is changed there.",
  PASSWORD_TOO_SHORT: "Use at least 8 characters.",
  PASSWORD_TOO_LONG: "Use at most 128 characters.",
  PASSWORD_TOO_COMMON: "This password is easily guessed. Choose another.",
  INVALID_PASSWORD: "The password holds characters that cannot be stored.",
};

@ObjectType("PasswordUserError", {
  implements: UserErrorType,
  description: "Something about a password that the person can fix.",
})
export class PasswordUserErrorType extends UserErrorType {
  @Field(() => PasswordErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: PasswordErrorCode;
}

export const passwordUserError = ({
  code,
  field,
}: {
  code: PasswordErrorCode;
  field: readonly string[];
}): PasswordUserErrorType => ({ code, message: MESSAGES[code], field: [...field] });

@InputType("PasswordResetRequestInput", { description: "Who forgot their password." })
export class PasswordResetRequestInput {
  @Field(() => String, { description: "The account's address, in any case." })
  email!: string;
}

@ObjectType("PasswordResetRequestPayload", { description: "The same for every address." })
export class PasswordResetRequestPayload {
  @Field(() => [PasswordUserErrorType], { description: "What has to be corrected; empty otherwise." })
  userErrors!: PasswordUserErrorType[];
}

@InputType("PasswordResetCompleteInput", { description: "The mailed token, and what shall sign in from now on." })
export class PasswordResetCompleteInput {
  @Field(() => String, { description: "The token from the mail. Good once, for an hour." })
  token!: string;

  @Field(() => String, { description: "8 to 128 characters of any kind, not among the common ones." })
  newPassword!: string;
}

@ObjectType("PasswordResetCompletePayload", { description: "Whose password is another one now." })
export class PasswordResetCompletePayload {
  @Field(() => UserType, { nullable: true, description: "The person, who may sign in now; null when nothing changed." })
  user!: UserType | null;

  @Field(() => [PasswordUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: PasswordUserErrorType[];
}

@InputType("PasswordChangeInput", { description: "The password that signs in, and the one that shall." })
export class PasswordChangeInput {
  @Field(() => String, { description: "The password that signs in now." })
  currentPassword!: string;

  @Field(() => String, { description: "8 to 128 characters of any kind, not among the common ones." })
  newPassword!: string;
}

@ObjectType("PasswordChangePayload", { description: "Whose password is another one now." })
export class PasswordChangePayload {
  @Field(() => UserType, { nullable: true, description: "The viewer; null when nothing changed." })
  user!: UserType | null;

  @Field(() => [PasswordUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: PasswordUserErrorType[];
}
