import type { Now } from "#platform/time/clock.ts";
import type { OrdersClient } from "./clients/orders.client.ts";
import type { AccountsDatabase } from "./database.ts";
import type { AnnounceAccessChange } from "./session/access-changes.ts";
import { createAcceptInvitation } from "./shop-member/accept-invitation.ts";
import { createInviteMember } from "./shop-member/invite-member.ts";
import { createRemoveMember } from "./shop-member/remove-member.ts";
import { createSetMemberRole } from "./shop-member/set-member-role.ts";
import { ShopMemberEditResolver } from "./shop-member/shop-member-edit.resolver.ts";
import { ShopMemberResolver, ShopMembersResolver, UserShopsResolver } from "./shop-member/shop-member.resolver.ts";
import { createTransferOwnership } from "./shop-member/transfer-ownership.ts";
import { createWithdrawInvitation } from "./shop-member/withdraw-invitation.ts";
import { createCloseShop } from "./shop/close-shop.ts";
import { createCreateShop } from "./shop/create-shop.ts";
import { ShopEditResolver } from "./shop/shop-edit.resolver.ts";
import { ShopConnectionResolver, ShopResolver } from "./shop/shop.resolver.ts";
import { createUpdateShop } from "./shop/update-shop.ts";

interface Deps {
  db: AccountsDatabase;
  orders: OrdersClient;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/** Everything that GraphQL offers about shops and the people who work in them. Wiring only. */
export const createShopResolvers = (deps: Deps): object[] => [
  new ShopResolver(deps.db.shops),
  new ShopConnectionResolver(deps.db.shops),
  new ShopEditResolver({
    createShop: createCreateShop(deps),
    updateShop: createUpdateShop(deps),
    closeShop: createCloseShop(deps),
  }),
  new ShopMembersResolver({ invitations: deps.db.shopInvitations, now: deps.now }),
  new ShopMemberResolver(),
  new UserShopsResolver(),
  new ShopMemberEditResolver({
    inviteMember: createInviteMember(deps),
    acceptInvitation: createAcceptInvitation(deps),
    withdrawInvitation: createWithdrawInvitation(deps),
    setMemberRole: createSetMemberRole(deps),
    removeMember: createRemoveMember(deps),
    transferOwnership: createTransferOwnership(deps),
  }),
];
