import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { UserType } from "../user/user.type.ts";
import type { UpdateAccountProblem } from "./update-account.ts";

@ObjectType("File", { description: "A picture that someone has uploaded." })
@Directive('@key(fields: "id", resolvable: false)')
export class FileStub {
  @Field(() => ID, { description: "Begins with `file_`." })
  id!: string;
}

export const ProfileErrorCode = {
  INVALID_FULL_NAME: "INVALID_FULL_NAME",
  INVALID_PHONE: "INVALID_PHONE",
  FILE_NOT_FOUND: "FILE_NOT_FOUND",
  FILE_NOT_READY: "FILE_NOT_READY",
  FILE_TAKEN: "FILE_TAKEN",
  CONFLICT: "CONFLICT",
} as const satisfies { [Code in UpdateAccountProblem["code"] | "CONFLICT"]: Code };
export type ProfileErrorCode = keyof typeof ProfileErrorCode;

registerEnumType(ProfileErrorCode, {
  name: "ProfileErrorCode",
  description: "Why a profile was not changed.",
  valuesConfig: {
    INVALID_FULL_NAME: {
      description: "A name has 1 to 100 characters that can be printed, those of a word from one script.",
    },
    INVALID_PHONE: { description: "A telephone number begins with `+` and the country's code." },
    FILE_NOT_FOUND: { description: "The person has no such file for a picture of them." },
    FILE_NOT_READY: { description: "The file has not been checked yet, or was rejected." },
    FILE_TAKEN: { description: "Something else uses this file." },
    CONFLICT: { description: "The profile was changed since; `user` is what it is now." },
  },
});

const MESSAGES: Record<ProfileErrorCode, string> = {
  INVALID_FULL_NAME: "Enter a name of 1 to 100 characters.",
  INVALID_PHONE: "Enter the number with its country's code, such as +49 151 12345678.",
  FILE_NOT_FOUND: "This picture is not there.",
  FILE_NOT_READY: "This picture cannot be used yet.",
  FILE_TAKEN: "This picture is used elsewhere.",
  CONFLICT: "Your profile was changed in the meantime. Look at it and try again.",
};

@ObjectType("ProfileUserError", {
  implements: UserErrorType,
  description: "Something about a profile that the person can fix.",
})
export class ProfileUserErrorType extends UserErrorType {
  @Field(() => ProfileErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: ProfileErrorCode;
}

export const profileUserError = (code: ProfileErrorCode, field: readonly string[]): ProfileUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: [...field],
});

@InputType("AccountUpdateInput", { description: "What becomes another; what is left out stays." })
export class AccountUpdateInput {
  @Field(() => String, { nullable: true, description: "The whole name, 1 to 100 characters. Cannot be null." })
  fullName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "With the country's code, e.g. +49 151 12345678; kept without spaces, dashes and parentheses. Null removes it.",
  })
  phone?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "A file of the person that was uploaded for this and has been checked. Null removes the picture.",
  })
  avatarFileId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "`User.version` of what was looked at; CONFLICT when it is another by now. Without it the last one wins.",
  })
  expectedVersion?: number | null;
}

@ObjectType("AccountUpdatePayload", { description: "The account as it is now." })
export class AccountUpdatePayload {
  @Field(() => UserType, {
    nullable: true,
    description: "The viewer as changed, or as they are after a CONFLICT; null when the input was wrong.",
  })
  user!: UserType | null;

  @Field(() => [ProfileUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ProfileUserErrorType[];
}
