import { type Actor, isShopMember } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import type { Shop } from "../shop/shop.ts";
import { requireAccount } from "../user/user.policy.ts";
import type { ShopMemberProblem } from "./shop-member-problem.ts";

export type RemoveMemberOutcome =
  { kind: "removed"; shop: Shop } | { kind: "notFound" } | { kind: "refused"; problems: readonly ShopMemberProblem[] };

export type RemoveMember = ReturnType<typeof createRemoveMember>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Ends someone's work in an open shop: the owner may end anybody's but their own, everybody else their own, by themselves and not
 * by an API key. For whoever may not, the member is not there.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createRemoveMember({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: { shopId: string; userId: string }): Promise<RemoveMemberOutcome> => {
    const { viewer } = actor;
    const viewerId = requireAccount(viewer);
    const shopId = parseId("shop", input.shopId);
    const userId = parseId("user", input.userId);
    const at = now();
    const outcome = await db.transaction(async (store): Promise<RemoveMemberOutcome> => {
      const shop = shopId && (await store.shops.lockOpen(shopId));
      if (!shop) return { kind: "notFound" };
      const isOwner = shop.ownerUserId === viewerId && isShopMember(viewer, shop.id, ["OWNER"]);
      if (isOwner && userId === viewerId) return refused("IS_OWNER");
      const isLeaving = viewer.kind === "user" && userId === viewerId;
      const member = userId && (isOwner || isLeaving) ? await store.shopMembers.find(shop.id, userId) : null;
      if (!member || !(await store.shopMembers.remove(shop.id, member.userId))) return refused("NOT_FOUND");
      const record = {
        action: "shop.member-remove",
        subject: { type: "Shop", id: shop.id },
        before: { userId: member.userId, role: member.role },
        after: null,
      };
      await recordAudit(store, actor, record, at);
      return { kind: "removed", shop };
    }, actor.requestId);
    if (outcome.kind === "removed" && userId) await announceAccessChange({ userId });
    return outcome;
  };
}

const refused = (code: "IS_OWNER" | "NOT_FOUND"): RemoveMemberOutcome => ({
  kind: "refused",
  problems: [{ code, field: ["userId"] }],
});
