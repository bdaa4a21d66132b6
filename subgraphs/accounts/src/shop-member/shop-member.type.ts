import { Directive, Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { ShopRole } from "#platform/identity/viewer.ts";
import { ShopType } from "../shop/shop.type.ts";
import type { ShopInvitation, ShopMember } from "./shop-member.ts";

export const ShopRoleEnum: { [Role in ShopRole]: Role } = {
  OWNER: "OWNER",
  CATALOG: "CATALOG",
  FULFILLMENT: "FULFILLMENT",
};
registerEnumType(ShopRoleEnum, {
  name: "ShopRole",
  description: "What someone does in a shop.",
  valuesConfig: {
    OWNER: { description: "Everything. A shop has one owner." },
    CATALOG: { description: "Manages products and stock." },
    FULFILLMENT: { description: "Ships and takes back orders." },
  },
});

@ObjectType("ShopMember", { description: "Someone who works in a shop." })
export class ShopMemberType {
  @Field(() => ShopRoleEnum, { description: "What they do there." })
  role!: ShopRole;

  @Field(() => DateTimeScalar, { nullable: true, description: "When they joined; null for the owner." })
  since!: Date | null;

  /** Not a field: `user` is made of it. */
  userId!: string;
}

export const ShopMemberConnectionType = createConnectionType("ShopMember", ShopMemberType);

export const toShopMemberType = ({ userId, role, since }: ShopMember): ShopMemberType => ({ userId, role, since });

@ObjectType("ShopInvitation", { description: "An invitation by mail to work in a shop. Its owner sees it." })
export class ShopInvitationType {
  @Field(() => ID, { description: "The invitation's id." })
  id!: string;

  @Directive('@tag(name: "pii")')
  @Field(() => String, { description: "Where it was mailed to, in lower case." })
  email!: string;

  @Field(() => ShopRoleEnum, { description: "What the person will do in the shop." })
  role!: ShopRole;

  @Field(() => DateTimeScalar, { description: "When the address was invited first." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Until when it can be accepted." })
  expiresAt!: Date;
}

export const toShopInvitationType = (invitation: ShopInvitation): ShopInvitationType => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  createdAt: invitation.createdAt,
  expiresAt: invitation.expiresAt,
});

@ObjectType("ShopMembership", { description: "What a person is in one shop." })
export class ShopMembershipType {
  @Field(() => ShopType, { nullable: true, description: "The shop." })
  shop!: ShopType | null;

  @Field(() => ShopRoleEnum, { description: "What the person does there." })
  role!: ShopRole;
}
