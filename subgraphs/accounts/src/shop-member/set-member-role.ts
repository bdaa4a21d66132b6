import type { Actor, ShopRole } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import type { Shop } from "../shop/shop.ts";
import { requireAccount } from "../user/user.policy.ts";
import type { ShopMemberProblem } from "./shop-member-problem.ts";
import { isMemberRole, type MemberRole, type ShopMember } from "./shop-member.ts";

export type SetMemberRoleOutcome =
  | { kind: "set"; member: ShopMember }
  | { kind: "notFound" }
  | { kind: "refused"; problems: readonly ShopMemberProblem[] };

export type SetMemberRole = ReturnType<typeof createSetMemberRole>;

export interface SetMemberRoleInput {
  shopId: string;
  userId: string;
  role: ShopRole;
}

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Gives a member of an open shop another role, for its owner, who stays the owner. The role that the member has already is no
 * change.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createSetMemberRole({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: SetMemberRoleInput): Promise<SetMemberRoleOutcome> => {
    const ownerUserId = requireAccount(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    if (!shopId) return { kind: "notFound" };
    const { role } = input;
    const outcome = await db.transaction(async (store): Promise<SetMemberRoleOutcome> => {
      const shop = await store.shops.lockOpen(shopId, ownerUserId);
      if (!shop) return { kind: "notFound" };
      const userId = parseId("user", input.userId);
      const member = userId && (await store.shopMembers.find(shopId, userId));
      const problems: ShopMemberProblem[] = [
        ...(member
          ? []
          : [{ code: userId === shop.ownerUserId ? "IS_OWNER" : "NOT_FOUND", field: ["userId"] } as const]),
        ...(isMemberRole(role) ? [] : [{ code: "INVALID_ROLE", field: ["role"] } as const]),
      ];
      if (!member || !isMemberRole(role)) return { kind: "refused", problems };
      if (member.role !== role) await change(store, actor, { shop, member, role }, now());
      return { kind: "set", member: { ...member, role } };
    }, actor.requestId);
    if (outcome.kind === "set") await announceAccessChange({ userId: outcome.member.userId });
    return outcome;
  };
}

async function change(
  store: AccountsStore,
  actor: Actor,
  { shop, member, role }: { shop: Shop; member: ShopMember; role: MemberRole },
  at: Date,
): Promise<void> {
  const { userId } = member;
  await store.shopMembers.setRole(shop.id, userId, role);
  const record = {
    action: "shop.member-role-set",
    subject: { type: "Shop", id: shop.id },
    before: { userId, role: member.role },
    after: { userId, role },
  };
  await recordAudit(store, actor, record, at);
}
