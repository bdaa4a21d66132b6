import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { ShopRole } from "#platform/identity/viewer.ts";
import { ShopType } from "../shop/shop.type.ts";
import type { ShopMemberErrorCode, ShopMemberProblem } from "./shop-member-problem.ts";
import { ShopInvitationType, ShopMemberType, ShopRoleEnum } from "./shop-member.type.ts";

export const ShopMemberErrorCodeEnum: { [Code in ShopMemberErrorCode]: Code } = {
  INVALID_EMAIL: "INVALID_EMAIL",
  INVALID_ROLE: "INVALID_ROLE",
  INVALID_TOKEN: "INVALID_TOKEN",
  EMAIL_NOT_VERIFIED: "EMAIL_NOT_VERIFIED",
  ALREADY_MEMBER: "ALREADY_MEMBER",
  TOO_MANY_MEMBERS: "TOO_MANY_MEMBERS",
  TOO_MANY_SHOPS: "TOO_MANY_SHOPS",
  IS_OWNER: "IS_OWNER",
  CANNOT_OWN: "CANNOT_OWN",
  NOT_FOUND: "NOT_FOUND",
};
registerEnumType(ShopMemberErrorCodeEnum, {
  name: "ShopMemberErrorCode",
  description: "Why the people of a shop stayed as they were.",
  valuesConfig: {
    INVALID_EMAIL: { description: "This is no e-mail address." },
    INVALID_ROLE: { description: "A member is CATALOG or FULFILLMENT. Ownership is given by `shopOwnershipTransfer`." },
    INVALID_TOKEN: { description: "The token is unknown, used or over, or the invitation or the shop is not open." },
    EMAIL_NOT_VERIFIED: { description: "The person has no confirmed e-mail address." },
    ALREADY_MEMBER: { description: "The person works in the shop already." },
    TOO_MANY_MEMBERS: { description: "A shop has at most 50 members and open invitations, not counting its owner." },
    TOO_MANY_SHOPS: { description: "A person works in at most 50 shops." },
    IS_OWNER: { description: "This is the shop's owner, who stays it until the shop is transferred." },
    CANNOT_OWN: { description: "The member has an open shop already, or cannot have one now." },
    NOT_FOUND: { description: "There is no such shop, member or invitation that the viewer may change." },
  },
});

const MESSAGES: Record<ShopMemberErrorCode, string> = {
  INVALID_EMAIL: "Enter an e-mail address, such as mia@example.com.",
  INVALID_ROLE: "Choose the role CATALOG or FULFILLMENT.",
  INVALID_TOKEN: "This invitation is not valid any more. Ask for a new one.",
  EMAIL_NOT_VERIFIED: "Confirm your e-mail address first.",
  ALREADY_MEMBER: "This person works in the shop already.",
  TOO_MANY_MEMBERS: "The shop has as many members and invitations as it can have.",
  TOO_MANY_SHOPS: "You work in as many shops as a person can.",
  IS_OWNER: "The owner stays the owner until the shop is transferred.",
  CANNOT_OWN: "This member cannot own another shop now.",
  NOT_FOUND: "There is nothing here that you could change.",
};

@ObjectType("ShopMemberUserError", {
  implements: UserErrorType,
  description: "Something about the people of a shop that a person can fix.",
})
export class ShopMemberUserErrorType extends UserErrorType {
  @Field(() => ShopMemberErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: ShopMemberErrorCode;
}

export const shopMemberUserError = ({ code, field }: ShopMemberProblem): ShopMemberUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@InputType("ShopMemberInviteInput", { description: "Whom to invite, and what for." })
export class ShopMemberInviteInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => String, { description: "Where the invitation goes. The person need not have an account yet." })
  email!: string;

  @Field(() => ShopRoleEnum, { description: "What they will do in the shop: CATALOG or FULFILLMENT." })
  role!: ShopRole;
}

@InputType("ShopInvitationAcceptInput", { description: "What proves that the viewer is invited." })
export class ShopInvitationAcceptInput {
  @Field(() => String, { description: "The token from the mail. Good once, for 7 days." })
  token!: string;
}

@InputType("ShopInvitationWithdrawInput", { description: "Which invitation to take back." })
export class ShopInvitationWithdrawInput {
  @Field(() => ID, { description: "The invitation." })
  invitationId!: string;
}

@InputType("ShopMemberRoleSetInput", { description: "Who gets which role." })
export class ShopMemberRoleSetInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => ID, { description: "The member." })
  userId!: string;

  @Field(() => ShopRoleEnum, { description: "What they will do in the shop: CATALOG or FULFILLMENT." })
  role!: ShopRole;
}

@InputType("ShopMemberRemoveInput", { description: "Who leaves the shop." })
export class ShopMemberRemoveInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => ID, { description: "The member: anybody for the owner, the viewer for everybody else." })
  userId!: string;
}

@InputType("ShopOwnershipTransferInput", { description: "Who gets the shop." })
export class ShopOwnershipTransferInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => ID, { description: "The member who will own it." })
  userId!: string;
}

@ObjectType("ShopMemberInvitePayload", {
  description: "The invitation. It looks the same whether the address has an account on the platform or not.",
})
export class ShopMemberInvitePayload {
  @Field(() => ShopInvitationType, { nullable: true, description: "The invitation; null when there is none." })
  invitation!: ShopInvitationType | null;

  @Field(() => [ShopMemberUserErrorType], {
    description: "Everything that has to be corrected; empty when it is done.",
  })
  userErrors!: ShopMemberUserErrorType[];
}

@ObjectType("ShopInvitationAcceptPayload", { description: "The shop that the viewer works in now." })
export class ShopInvitationAcceptPayload {
  @Field(() => ShopType, { nullable: true, description: "The shop; null when nothing was accepted." })
  shop!: ShopType | null;

  @Field(() => ShopMemberType, { nullable: true, description: "The viewer as its member; null likewise." })
  member!: ShopMemberType | null;

  @Field(() => [ShopMemberUserErrorType], { description: "Why nothing was accepted; empty when it was." })
  userErrors!: ShopMemberUserErrorType[];
}

@ObjectType("ShopInvitationWithdrawPayload", { description: "The invitation that is no longer one." })
export class ShopInvitationWithdrawPayload {
  @Field(() => ShopInvitationType, { nullable: true, description: "The invitation; null when nothing was done." })
  invitation!: ShopInvitationType | null;

  @Field(() => [ShopMemberUserErrorType], { description: "Why nothing was done; empty when it is withdrawn." })
  userErrors!: ShopMemberUserErrorType[];
}

@ObjectType("ShopMemberRoleSetPayload", { description: "The member in the new role." })
export class ShopMemberRoleSetPayload {
  @Field(() => ShopMemberType, { nullable: true, description: "The member; null when nothing was done." })
  member!: ShopMemberType | null;

  @Field(() => [ShopMemberUserErrorType], {
    description: "Everything that has to be corrected; empty when it is done.",
  })
  userErrors!: ShopMemberUserErrorType[];
}

@ObjectType("ShopMemberRemovePayload", { description: "The shop without the member." })
export class ShopMemberRemovePayload {
  @Field(() => ShopType, { nullable: true, description: "The shop; null when nothing was done." })
  shop!: ShopType | null;

  @Field(() => [ShopMemberUserErrorType], { description: "Why nothing was done; empty when the member is gone." })
  userErrors!: ShopMemberUserErrorType[];
}

@ObjectType("ShopOwnershipTransferPayload", { description: "The shop with its new owner." })
export class ShopOwnershipTransferPayload {
  @Field(() => ShopType, { nullable: true, description: "The shop; null when nothing was done." })
  shop!: ShopType | null;

  @Field(() => [ShopMemberUserErrorType], { description: "Why nothing was done; empty when it is transferred." })
  userErrors!: ShopMemberUserErrorType[];
}
