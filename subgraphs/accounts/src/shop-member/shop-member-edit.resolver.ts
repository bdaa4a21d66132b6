import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, type AccessRule, member, signedIn } from "#platform/graphql/access.ts";
import { SHOP_ROLES, type ShopRole } from "#platform/identity/viewer.ts";
import type { AccountsContext } from "../context.ts";
import { toShopType } from "../shop/shop.type.ts";
import type { AcceptInvitation } from "./accept-invitation.ts";
import type { InviteMember } from "./invite-member.ts";
import type { RemoveMember } from "./remove-member.ts";
import type { SetMemberRole } from "./set-member-role.ts";
import {
  ShopInvitationAcceptInput,
  ShopInvitationAcceptPayload,
  ShopInvitationWithdrawInput,
  ShopInvitationWithdrawPayload,
  ShopMemberInviteInput,
  ShopMemberInvitePayload,
  ShopMemberRemoveInput,
  ShopMemberRemovePayload,
  ShopMemberRoleSetInput,
  ShopMemberRoleSetPayload,
  ShopOwnershipTransferInput,
  ShopOwnershipTransferPayload,
  shopMemberUserError,
} from "./shop-member-edit.type.ts";
import { toShopInvitationType, toShopMemberType } from "./shop-member.type.ts";
import type { TransferOwnership } from "./transfer-ownership.ts";
import type { WithdrawInvitation } from "./withdraw-invitation.ts";

interface UseCases {
  inviteMember: InviteMember;
  acceptInvitation: AcceptInvitation;
  withdrawInvitation: WithdrawInvitation;
  setMemberRole: SetMemberRole;
  removeMember: RemoveMember;
  transferOwnership: TransferOwnership;
}

const notFound = (field: "shopId" | "invitationId") => [shopMemberUserError({ code: "NOT_FOUND", field: [field] })];

/** The answers about something that is not there, or not the viewer's. */
const NO_INVITE = (): ShopMemberInvitePayload => ({ invitation: null, userErrors: notFound("shopId") });
const NO_WITHDRAWAL = (): ShopInvitationWithdrawPayload => ({ invitation: null, userErrors: notFound("invitationId") });
const NO_MEMBER = (): ShopMemberRoleSetPayload => ({ member: null, userErrors: notFound("shopId") });
const NO_SHOP = (): ShopMemberRemovePayload => ({ shop: null, userErrors: notFound("shopId") });

const membersOf = (roles: readonly ShopRole[], refuse: () => unknown): AccessRule =>
  member<unknown, { input: { shopId: string } }>(roles, { shopOf: (_, { input }) => input.shopId, refuse });

@Resolver()
export class ShopMemberEditResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(membersOf(["OWNER"], NO_INVITE))
  @Mutation(() => ShopMemberInvitePayload, {
    description:
      "Mails an invitation to work in the shop. Repeated for the same address it renews the invitation, and mails at most once a minute.",
  })
  async shopMemberInvite(
    @Arg("input", () => ShopMemberInviteInput, { description: "Whom to invite." }) input: ShopMemberInviteInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopMemberInvitePayload> {
    const outcome = await this.useCases.inviteMember(context, input);
    switch (outcome.kind) {
      case "invited":
        return { invitation: toShopInvitationType(outcome.invitation), userErrors: [] };
      case "notFound":
        return NO_INVITE();
      case "refused":
        return { invitation: null, userErrors: outcome.problems.map(shopMemberUserError) };
    }
  }

  @Access(signedIn({ note: "who has the mailed token, and a confirmed e-mail address of any kind" }))
  @Mutation(() => ShopInvitationAcceptPayload, {
    description: "Makes the signed-in person a member of the shop that the token invites to.",
  })
  async shopInvitationAccept(
    @Arg("input", () => ShopInvitationAcceptInput, { description: "The token." }) input: ShopInvitationAcceptInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopInvitationAcceptPayload> {
    const outcome = await this.useCases.acceptInvitation(context, input);
    switch (outcome.kind) {
      case "accepted":
        return { shop: toShopType(outcome.shop), member: toShopMemberType(outcome.member), userErrors: [] };
      case "refused":
        return { shop: null, member: null, userErrors: outcome.problems.map(shopMemberUserError) };
    }
  }

  @Access(member(["OWNER"], { refuse: NO_WITHDRAWAL }))
  @Mutation(() => ShopInvitationWithdrawPayload, { description: "Takes an open invitation back." })
  async shopInvitationWithdraw(
    @Arg("input", () => ShopInvitationWithdrawInput, { description: "The invitation." })
    input: ShopInvitationWithdrawInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopInvitationWithdrawPayload> {
    const outcome = await this.useCases.withdrawInvitation(context, input);
    switch (outcome.kind) {
      case "withdrawn":
        return { invitation: toShopInvitationType(outcome.invitation), userErrors: [] };
      case "notFound":
        return NO_WITHDRAWAL();
    }
  }

  @Access(membersOf(["OWNER"], NO_MEMBER))
  @Mutation(() => ShopMemberRoleSetPayload, { description: "Gives a member another role. The owner's stays." })
  async shopMemberRoleSet(
    @Arg("input", () => ShopMemberRoleSetInput, { description: "Who, and which." }) input: ShopMemberRoleSetInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopMemberRoleSetPayload> {
    const outcome = await this.useCases.setMemberRole(context, input);
    switch (outcome.kind) {
      case "set":
        return { member: toShopMemberType(outcome.member), userErrors: [] };
      case "notFound":
        return NO_MEMBER();
      case "refused":
        return { member: null, userErrors: outcome.problems.map(shopMemberUserError) };
    }
  }

  @Access(membersOf(SHOP_ROLES, NO_SHOP))
  @Mutation(() => ShopMemberRemovePayload, {
    description: "Ends a member's work in the shop: anybody's for the owner, the viewer's own for everybody else.",
  })
  async shopMemberRemove(
    @Arg("input", () => ShopMemberRemoveInput, { description: "Who." }) input: ShopMemberRemoveInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopMemberRemovePayload> {
    const outcome = await this.useCases.removeMember(context, input);
    switch (outcome.kind) {
      case "removed":
        return { shop: toShopType(outcome.shop), userErrors: [] };
      case "notFound":
        return NO_SHOP();
      case "refused":
        return { shop: null, userErrors: outcome.problems.map(shopMemberUserError) };
    }
  }

  @Access(membersOf(["OWNER"], NO_SHOP))
  @Mutation(() => ShopOwnershipTransferPayload, {
    description:
      "Gives the shop to one of its members, who has no other open one. The former owner works on in it as CATALOG. Not for API keys.",
  })
  async shopOwnershipTransfer(
    @Arg("input", () => ShopOwnershipTransferInput, { description: "Who gets it." }) input: ShopOwnershipTransferInput,
    @Ctx() context: AccountsContext,
  ): Promise<ShopOwnershipTransferPayload> {
    const outcome = await this.useCases.transferOwnership(context, input);
    switch (outcome.kind) {
      case "transferred":
        return { shop: toShopType(outcome.shop), userErrors: [] };
      case "notFound":
        return NO_SHOP();
      case "refused":
        return { shop: null, userErrors: [shopMemberUserError(outcome.problem)] };
    }
  }
}
