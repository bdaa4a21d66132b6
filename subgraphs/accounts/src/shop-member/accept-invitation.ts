import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import type { Shop } from "../shop/shop.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { User } from "../user/user.ts";
import type { ShopMemberProblem } from "./shop-member-problem.ts";
import { MAX_SHOPS_OF_PERSON, type ShopMember } from "./shop-member.ts";

export type AcceptInvitationOutcome =
  { kind: "accepted"; shop: Shop; member: ShopMember } | { kind: "refused"; problems: readonly ShopMemberProblem[] };

export type AcceptInvitation = ReturnType<typeof createAcceptInvitation>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

const INVALID_TOKEN: AcceptInvitationOutcome = {
  kind: "refused",
  problems: [{ code: "INVALID_TOKEN", field: ["token"] }],
};

/**
 * Makes the signed-in person a member of the shop that a mailed token invites to. The token is the proof: people have more
 * addresses than accounts, so the invited one need not be the person's, who must have a confirmed one all the same.
 *
 * An invitation is good once: the shop's lock and one conditional update decide, whatever number of its tokens comes at once.
 * What is refused uses nothing up.
 * @throws AppError UNAUTHENTICATED for a guest and for a person who is suspended or gone, FORBIDDEN for an API key.
 */
export function createAcceptInvitation({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: { token: string }): Promise<AcceptInvitationOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const hash = hashSecret(input.token.trim());
    const at = now();
    const outcome = await db.transaction(async (store): Promise<AcceptInvitationOutcome> => {
      const invitationId = await store.emailTokens.find(hash, "SHOP_INVITATION", at);
      const invitation = invitationId === null ? null : await store.shopInvitations.findOpen(invitationId, at);
      const shop = invitation && (await store.shops.lockOpen(invitation.shopId));
      if (!invitation || !shop) return INVALID_TOKEN;
      const person = await store.users.lockActive(userId);
      if (!person) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      // Read again under the lock: it may have been accepted or withdrawn, or been given another role.
      const open = await store.shopInvitations.findOpen(invitation.id, at);
      if (!open) return INVALID_TOKEN;
      const problems = await findProblems(store, shop, person);
      if (problems.length > 0) return { kind: "refused", problems };
      if (!(await store.shopInvitations.accept(open.id, at))) return INVALID_TOKEN;
      await store.emailTokens.use(hash, "SHOP_INVITATION", at);

      const { id: shopId } = shop;
      const member = await store.shopMembers.insert({ shopId, userId, role: open.role, createdAt: at });
      const after = { userId, role: open.role, invitationId: open.id };
      const record = { action: "shop.member-join", subject: { type: "Shop", id: shopId }, before: null, after };
      await recordAudit(store, actor, record, at);
      return { kind: "accepted", shop, member };
    }, actor.requestId);
    if (outcome.kind === "accepted") await announceAccessChange({ userId });
    return outcome;
  };
}

async function findProblems(
  { shopMembers }: Pick<AccountsStore, "shopMembers">,
  shop: Shop,
  person: User,
): Promise<ShopMemberProblem[]> {
  const memberships = await shopMembers.findMemberships(person.id);
  const isMember = memberships.some(({ shopId }) => shopId === shop.id);
  return [
    ...(person.emailVerifiedAt === null ? [{ code: "EMAIL_NOT_VERIFIED", field: null } as const] : []),
    ...(isMember ? [{ code: "ALREADY_MEMBER", field: ["token"] } as const] : []),
    ...(memberships.length >= MAX_SHOPS_OF_PERSON ? [{ code: "TOO_MANY_SHOPS", field: null } as const] : []),
  ];
}
