import { type Actor, isShopMember } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireAccount } from "../user/user.policy.ts";
import type { ShopInvitation } from "./shop-member.ts";

export type WithdrawInvitationOutcome = { kind: "withdrawn"; invitation: ShopInvitation } | { kind: "notFound" };

export type WithdrawInvitation = ReturnType<typeof createWithdrawInvitation>;

/**
 * Takes an open invitation back, for the shop's owner: its tokens are good for nothing from then on. One that is accepted at the
 * same moment is either accepted or withdrawn.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createWithdrawInvitation({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: { invitationId: string }): Promise<WithdrawInvitationOutcome> => {
    const ownerUserId = requireAccount(actor.viewer);
    const invitationId = parseId("inv", input.invitationId);
    const at = now();
    return db.transaction(async (store): Promise<WithdrawInvitationOutcome> => {
      const invitation = invitationId && (await store.shopInvitations.findOpen(invitationId, at));
      // The input names no shop, so this is the first place that can ask what the viewer is in it.
      if (!invitation || !isShopMember(actor.viewer, invitation.shopId, ["OWNER"])) return { kind: "notFound" };
      const { id, shopId, role } = invitation;
      if (!(await store.shops.lockOpen(shopId, ownerUserId))) return { kind: "notFound" };
      if (!(await store.shopInvitations.withdraw(id, at))) return { kind: "notFound" };
      const record = {
        action: "shop.invitation-withdraw",
        subject: { type: "Shop", id: shopId },
        before: { invitationId: id, role },
        after: null,
      };
      await recordAudit(store, actor, record, at);
      return { kind: "withdrawn", invitation };
    }, actor.requestId);
  };
}
