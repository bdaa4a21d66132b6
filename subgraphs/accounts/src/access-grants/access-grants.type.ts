import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { Grants, ShopMembership } from "#platform/identity/viewer.ts";

@ObjectType("GrantedMembership", { description: "For the router: what someone may do in one shop." })
@Directive("@inaccessible")
export class GrantedMembershipType {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => [String], { description: "OWNER, CATALOG, FULFILLMENT." })
  roles!: readonly string[];
}

@ObjectType("AccessGrants", { description: "For the router: what someone holds at this moment." })
@Directive("@inaccessible")
export class AccessGrantsType {
  @Field(() => [String], { description: "Scopes, e.g. `order:read`." })
  scopes!: readonly string[];

  @Field(() => [GrantedMembershipType], { description: "Their shops, none of them closed." })
  memberships!: readonly ShopMembership[];
}

@ObjectType("ApiKeyGrants", { description: "For the router: what a program may do at this moment." })
@Directive("@inaccessible")
export class ApiKeyGrantsType extends AccessGrantsType {
  @Field(() => ID, { description: "The key." })
  apiKeyId!: string;

  @Field(() => ID, { description: "Whose it is." })
  userId!: string;

  @Field(() => Int, { description: "Requests a minute." })
  ratePerMinute!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the secret stops working; null when nothing ends it.",
  })
  expiresAt!: Date | null;
}

export const toAccessGrantsType = ({ scopes, memberships }: Grants): AccessGrantsType => ({ scopes, memberships });
