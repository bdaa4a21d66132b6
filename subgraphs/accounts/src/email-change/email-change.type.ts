import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { UserType } from "../user/user.type.ts";
import type { RequestEmailChangeProblem } from "./request-email-change.ts";

export const EmailChangeErrorCode = {
  INVALID_EMAIL: "INVALID_EMAIL",
  EMAIL_UNCHANGED: "EMAIL_UNCHANGED",
  EMAIL_TAKEN: "EMAIL_TAKEN",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  WRONG_PASSWORD: "WRONG_PASSWORD",
  TOO_MANY_ATTEMPTS: "TOO_MANY_ATTEMPTS",
  NO_PASSWORD: "NO_PASSWORD",
  INVALID_TOKEN: "INVALID_TOKEN",
} as const satisfies { [Code in RequestEmailChangeProblem["code"] | "EMAIL_TAKEN" | "INVALID_TOKEN"]: Code };
export type EmailChangeErrorCode = keyof typeof EmailChangeErrorCode;

registerEnumType(EmailChangeErrorCode, {
  name: "EmailChangeErrorCode",
  description: "Why an address did not become another one.",
  valuesConfig: {
    INVALID_EMAIL: { description: "This is no e-mail address." },
    EMAIL_UNCHANGED: { description: "This is the account's address already." },
    EMAIL_TAKEN: { description: "Another account has got this address since the mail was sent." },
    TOO_MANY_REQUESTS: { description: "Too many changes were asked for. It passes within an hour." },
    WRONG_PASSWORD: { description: "This is not the account's password." },
    TOO_MANY_ATTEMPTS: {
      description: "Too many wrong passwords for this account; nothing was checked. It passes within 15 minutes.",
    },
    NO_PASSWORD: { description: "Another issuer signs the person in, so the address is changed there." },
    INVALID_TOKEN: { description: "The token is unknown, used, expired, or another change was asked for since." },
  },
});

const MESSAGES: Record<EmailChangeErrorCode, string> = {
  INVALID_EMAIL: "Enter an e-mail address, such as mia@example.com.",
  EMAIL_UNCHANGED: "This is your address already.",
  EMAIL_TAKEN: "Another account uses this address.",
  TOO_MANY_REQUESTS: "Too many changes. Try again in an hour.",
  WRONG_PASSWORD: "This is not your password.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Try again in 15 minutes.",
  NO_PASSWORD: "You sign in elsewhere, so your address is changed there.",
  INVALID_TOKEN: "This link is not valid any more. Ask for the change again.",
};

@ObjectType("EmailChangeUserError", {
  implements: UserErrorType,
  description: "Something about a change of address that the person can fix.",
})
export class EmailChangeUserErrorType extends UserErrorType {
  @Field(() => EmailChangeErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: EmailChangeErrorCode;
}

export const emailChangeUserError = ({
  code,
  field,
}: {
  code: EmailChangeErrorCode;
  field: readonly string[];
}): EmailChangeUserErrorType => ({ code, message: MESSAGES[code], field: [...field] });

@InputType("EmailChangeRequestInput", { description: "Which address shall sign in, and the proof of who asks." })
export class EmailChangeRequestInput {
  @Field(() => String, { description: "The new address. A mail goes there." })
  newEmail!: string;

  @Field(() => String, { description: "The account's password." })
  password!: string;
}

@ObjectType("EmailChangeRequestPayload", { description: "The same for an address with and without an account." })
export class EmailChangeRequestPayload {
  @Field(() => [EmailChangeUserErrorType], {
    description: "Everything that has to be corrected; empty when a mail is on its way.",
  })
  userErrors!: EmailChangeUserErrorType[];
}

@InputType("EmailChangeConfirmInput", { description: "What proves that the new address is the person's." })
export class EmailChangeConfirmInput {
  @Field(() => String, { description: "The token from the mail to the new address. Good once, for 24 hours." })
  token!: string;
}

@ObjectType("EmailChangeConfirmPayload", { description: "Whose address is another one now." })
export class EmailChangeConfirmPayload {
  @Field(() => UserType, { nullable: true, description: "The person; null when nothing changed." })
  user!: UserType | null;

  @Field(() => [EmailChangeUserErrorType], { description: "Why nothing changed; empty when it did." })
  userErrors!: EmailChangeUserErrorType[];
}
