import { Directive, Field, ID, ObjectType } from "type-graphql";
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

export const toAccessGrantsType = ({ scopes, memberships }: Grants): AccessGrantsType => ({ scopes, memberships });
