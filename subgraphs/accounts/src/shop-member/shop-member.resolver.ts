import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Access, member } from "#platform/graphql/access.ts";
import { type Connection, ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { SHOP_ROLES } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsContext } from "../context.ts";
import { ShopType, toShopType } from "../shop/shop.type.ts";
import { OWN, toUserType, UserType } from "../user/user.type.ts";
import { cursorOfMember, pageMembers } from "./page-members.ts";
import type { ShopInvitationRepository } from "./shop-invitation.repository.ts";
import {
  ShopInvitationType,
  ShopMemberConnectionType,
  ShopMembershipType,
  ShopMemberType,
  toShopInvitationType,
  toShopMemberType,
} from "./shop-member.type.ts";

const idOf = ({ id }: ShopType): string => id;

/** The people of a shop, for those who work in it. */
@Resolver(() => ShopType)
export class ShopMembersResolver {
  constructor(private readonly reads: { invitations: Pick<ShopInvitationRepository, "findOpenOfShops">; now: Now }) {}

  @Access(member(SHOP_ROLES, { shopOf: idOf }))
  @FieldResolver(() => ShopMemberConnectionType, {
    nullable: true,
    description: "Who works in the shop: the owner first, then in the order in which they joined.",
  })
  async members(
    @Root() shop: ShopType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<Connection<ShopMemberType>> {
    const members = await loaders.membersByShopId.load(shop.id);
    const connection = toConnection(pageMembers(members, args), cursorOfMember, toShopMemberType);
    return { ...connection, totalCount: members.length };
  }

  @Access(member(["OWNER"], { shopOf: idOf }))
  @FieldResolver(() => [ShopInvitationType], {
    nullable: true,
    description: "Invitations that can be accepted, the latest first.",
  })
  async invitations(@Root() shop: ShopType): Promise<ShopInvitationType[]> {
    return (await this.reads.invitations.findOpenOfShops([shop.id], this.reads.now())).map(toShopInvitationType);
  }
}

@Resolver(() => ShopMemberType)
export class ShopMemberResolver {
  @FieldResolver(() => UserType, { nullable: true, description: "The person." })
  async user(@Root() { userId }: ShopMemberType, @Ctx() { loaders }: AccountsContext): Promise<UserType | null> {
    const user = await loaders.userById.load(userId);
    return user && toUserType(user);
  }
}

/** The shops of a person. */
@Resolver(() => UserType)
export class UserShopsResolver {
  @Access(OWN)
  @FieldResolver(() => [ShopMembershipType], {
    nullable: true,
    description: "The open shops that the person owns or works in: at most 51.",
  })
  async memberships(@Root() user: UserType, @Ctx() { loaders }: AccountsContext): Promise<ShopMembershipType[]> {
    const memberships = await loaders.membershipsByUserId.load(user.id);
    return Promise.all(
      memberships.map(async ({ shopId, role }) => {
        const shop = await loaders.shopById.load(shopId);
        return { shop: shop && toShopType(shop), role };
      }),
    );
  }

  @Access(OWN)
  @FieldResolver(() => ShopType, { nullable: true, description: "The open shop that the person owns; null for none." })
  async shop(@Root() user: UserType, @Ctx() { loaders }: AccountsContext): Promise<ShopType | null> {
    const owned = (await loaders.membershipsByUserId.load(user.id)).find(({ role }) => role === "OWNER");
    const shop = owned && (await loaders.shopById.load(owned.shopId));
    return shop ? toShopType(shop) : null;
  }
}
