import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { StaffRole } from "#platform/identity/scope.ts";
import { UserRoleEnum, UserType } from "../user/user.type.ts";
import { STAFF_ERROR_CODES, type StaffErrorCode, type StaffProblem } from "./staff-problem.ts";

export const StaffErrorCodeEnum = Object.fromEntries(STAFF_ERROR_CODES.map((code) => [code, code])) as {
  [Code in StaffErrorCode]: Code;
};
registerEnumType(StaffErrorCodeEnum, {
  name: "StaffErrorCode",
  description: "Why staff cannot do this to someone.",
  valuesConfig: {
    NOT_FOUND: { description: "There is no such person, or nothing is left of them." },
    IS_ONESELF: { description: "Nobody does this to themself." },
    BEYOND_OWN_SCOPES: { description: "It takes scopes that the viewer does not hold." },
    REQUIRED: { description: "Must not be empty." },
    TOO_LONG: { description: "Takes fewer characters." },
    INVALID: { description: "Has characters that cannot be printed, or words that mix scripts." },
    CONFLICT: { description: "Someone has changed it meanwhile; the payload shows how it is now." },
  },
});

const MESSAGES: Record<StaffErrorCode, string> = {
  NOT_FOUND: "There is no such person.",
  IS_ONESELF: "You cannot do this to yourself.",
  BEYOND_OWN_SCOPES: "This takes more than you may do yourself.",
  REQUIRED: "Must not be empty.",
  TOO_LONG: "Is too long.",
  INVALID: "Has characters that cannot stand here.",
  CONFLICT: "Someone has changed this meanwhile. Look again.",
};

@ObjectType("StaffUserError", { implements: UserErrorType, description: "Why staff cannot do this to someone." })
export class StaffUserErrorType extends UserErrorType {
  @Field(() => StaffErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: StaffErrorCode;
}

export const toStaffUserError = ({ code, field }: StaffProblem): StaffUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: [...field],
});

@InputType("UserSuspendInput", { description: "Whom to suspend and why." })
export class UserSuspendInput {
  @Field(() => ID, { description: "The person." })
  userId!: string;

  @Field(() => String, {
    description: "For the audit trail; the person does not see it. One line of at most 500 characters.",
  })
  reason!: string;
}

@InputType("UserReinstateInput", { description: "Whom to reinstate." })
export class UserReinstateInput {
  @Field(() => ID, { description: "The person." })
  userId!: string;
}

@InputType("UserRolesSetInput", { description: "Which staff roles someone has from now on." })
export class UserRolesSetInput {
  @Field(() => ID, { description: "The person." })
  userId!: string;

  @Field(() => [UserRoleEnum], { description: "All of their roles; none makes them a customer." })
  roles!: StaffRole[];

  @Field(() => Int, { description: "The `version` of the person that this was decided on." })
  expectedVersion!: number;
}

@ObjectType("UserSuspendPayload", { description: "The suspended person, or why they are not." })
export class UserSuspendPayload {
  @Field(() => UserType, { nullable: true, description: "The person; null when there are user errors." })
  user!: UserType | null;

  @Field(() => [StaffUserErrorType], { description: "Everything that is wrong, at once." })
  userErrors!: StaffUserErrorType[];
}

@ObjectType("UserReinstatePayload", { description: "The reinstated person, or why they are not." })
export class UserReinstatePayload {
  @Field(() => UserType, { nullable: true, description: "The person; null when there are user errors." })
  user!: UserType | null;

  @Field(() => [StaffUserErrorType], { description: "Everything that is wrong, at once." })
  userErrors!: StaffUserErrorType[];
}

@ObjectType("UserRolesSetPayload", { description: "The person with their roles, or why they keep the old ones." })
export class UserRolesSetPayload {
  @Field(() => UserType, {
    nullable: true,
    description: "The person; null when there are user errors, but as they are now when the version was another.",
  })
  user!: UserType | null;

  @Field(() => [StaffUserErrorType], { description: "Everything that is wrong, at once." })
  userErrors!: StaffUserErrorType[];
}
