import { PERSONAL } from "#platform/audit/audit-record.ts";
import type { Actor, ShopRole } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { Shop } from "../shop/shop.ts";
import { requireAccount } from "../user/user.policy.ts";
import { isEmailAddress, normalizeEmail, toDisplayName } from "../user/user.ts";
import type { ShopMemberProblem } from "./shop-member-problem.ts";
import { isMemberRole, MAX_MEMBERS, type ShopInvitation } from "./shop-member.ts";

export type InviteMemberOutcome =
  | { kind: "invited"; invitation: ShopInvitation }
  | { kind: "notFound" }
  | { kind: "refused"; problems: readonly ShopMemberProblem[] };

export type InviteMember = ReturnType<typeof createInviteMember>;

export interface InviteMemberInput {
  shopId: string;
  email: string;
  role: ShopRole;
}

const LIFETIME_MS = days(7);

/**
 * Invites whoever reads the mails of an address to work in an open shop, for its owner. Inviting again renews the invitation,
 * with the role of now, and mails at most once a minute. Whether the address has an account on the platform makes no
 * difference to the answer; only people who work in the shop already are told apart.
 *
 * The shop's lock counts: of any number of invitations at once none is above the limit of members and open invitations.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createInviteMember({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: InviteMemberInput): Promise<InviteMemberOutcome> => {
    const ownerUserId = requireAccount(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    if (!shopId) return { kind: "notFound" };
    const email = normalizeEmail(input.email);
    const at = now();
    return db.transaction(async (store): Promise<InviteMemberOutcome> => {
      const shop = await store.shops.lockOpen(shopId, ownerUserId);
      if (!shop) return { kind: "notFound" };
      const { role } = input;
      const problems = await findProblems(store, { shopId, email, role }, at);
      if (problems.length > 0 || !isMemberRole(role)) return { kind: "refused", problems };

      const invitation = await store.shopInvitations.invite({
        shopId,
        email,
        role,
        invitedByUserId: ownerUserId,
        createdAt: at,
        expiresAt: plusMs(at, LIFETIME_MS),
      });
      await mail(store, shop, invitation, at);
      const after = { invitationId: invitation.id, email: PERSONAL, role };
      await recordAudit(
        store,
        actor,
        { action: "shop.member-invite", subject: { type: "Shop", id: shopId }, before: null, after },
        at,
      );
      return { kind: "invited", invitation };
    }, actor.requestId);
  };
}

async function findProblems(
  { shopMembers, shopInvitations }: Pick<AccountsStore, "shopMembers" | "shopInvitations">,
  { shopId, email, role }: InviteMemberInput,
  at: Date,
): Promise<ShopMemberProblem[]> {
  const isAddress = isEmailAddress(email);
  const isMember = isAddress && (await shopMembers.hasAddress(shopId, email));
  const others = isAddress ? await shopInvitations.countOpenOfOthers(shopId, email, at) : 0;
  const isFull = (await shopMembers.count(shopId)) + others >= MAX_MEMBERS;
  return [
    ...(isAddress ? [] : [{ code: "INVALID_EMAIL", field: ["email"] } as const]),
    ...(isMemberRole(role) ? [] : [{ code: "INVALID_ROLE", field: ["role"] } as const]),
    ...(isMember ? [{ code: "ALREADY_MEMBER", field: ["email"] } as const] : []),
    ...(isFull ? [{ code: "TOO_MANY_MEMBERS", field: null } as const] : []),
  ];
}

async function mail(store: AccountsStore, shop: Shop, { id, email, role }: ShopInvitation, at: Date): Promise<void> {
  const [owner] = await store.users.findByIds([shop.ownerUserId]);
  const invited = await store.users.findByEmail(email);
  await queueMail(
    store,
    {
      to: email,
      userId: invited?.id ?? null,
      template: "shop-invitation",
      data: { invitationId: id, shopName: shop.name, inviterName: toDisplayName(owner?.fullName ?? ""), role },
      dedupeKey: `shop-invitation:${id}:${at.toISOString().slice(0, 16)}`,
    },
    at,
  );
}
