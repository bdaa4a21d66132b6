import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { parseId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ShopUpdated } from "../../contract/events.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import type { Shop } from "../shop/shop.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { toDisplayName, type User } from "../user/user.ts";
import type { ShopMemberProblem } from "./shop-member-problem.ts";

export type TransferOwnershipOutcome =
  { kind: "transferred"; shop: Shop } | { kind: "notFound" } | { kind: "refused"; problem: ShopMemberProblem };

export type TransferOwnership = ReturnType<typeof createTransferOwnership>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Gives an open shop to one of its members, who has no other open one; the former owner works on in it as CATALOG. Both are told
 * by mail. All of it or nothing: one conditional update takes the shop from its owner, so of several transfers at once one
 * happens, and a member who is removed at the same moment is either the owner or gone.
 * @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for an API key.
 */
export function createTransferOwnership({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: { shopId: string; userId: string }): Promise<TransferOwnershipOutcome> => {
    const { userId: from } = requireSignedIn(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    const to = parseId("user", input.userId);
    if (!shopId) return { kind: "notFound" };
    try {
      const outcome = await db.transaction(async (store): Promise<TransferOwnershipOutcome> => {
        if (!(await store.shops.lockOpen(shopId, from))) return { kind: "notFound" };
        if (to === from) return refused("IS_OWNER");
        if (!to || !(await store.shopMembers.find(shopId, to))) return refused("NOT_FOUND");
        const newOwner = await store.users.lockActive(to);
        if (!newOwner) return refused("CANNOT_OWN");
        const shop = await store.shops.changeOwner(shopId, from, to);
        if (!shop) return { kind: "notFound" };
        await follow(store, actor, { shop, from, newOwner }, now());
        return { kind: "transferred", shop };
      }, actor.requestId);
      if (outcome.kind === "transferred") {
        for (const userId of [from, outcome.shop.ownerUserId]) await announceAccessChange({ userId });
      }
      return outcome;
    } catch (error) {
      if (violatedUniqueConstraint(error) !== "shops_one_open_per_owner") throw error;
      return refused("CANNOT_OWN");
    }
  };
}

/** What goes with the change of owner: members, event, mails, audit. */
async function follow(
  store: AccountsStore,
  actor: Actor,
  { shop, from, newOwner }: { shop: Shop; from: UserId; newOwner: User },
  at: Date,
): Promise<void> {
  const { id: shopId, name, handle } = shop;
  await store.shopMembers.remove(shopId, newOwner.id);
  await store.shopMembers.insert({ shopId, userId: from, role: "CATALOG", createdAt: at });
  await store.outbox.append(ShopUpdated, { shopId, name, handle });
  await tellBoth(store, shop, [newOwner, ...(await store.users.findByIds([from]))], at);
  const record = {
    action: "shop.ownership-transfer",
    subject: { type: "Shop", id: shopId },
    before: { ownerUserId: from },
    after: { ownerUserId: newOwner.id },
  };
  await recordAudit(store, actor, record, at);
}

async function tellBoth(store: AccountsStore, shop: Shop, people: readonly User[], at: Date): Promise<void> {
  const newOwnerName = toDisplayName(people[0]!.fullName);
  for (const { id, email } of people) {
    if (email === null) continue;
    const dedupeKey = `shop-ownership-transferred:${shop.id}:${shop.version}:${id}`;
    const data = { shopName: shop.name, newOwnerName };
    await queueMail(store, { to: email, userId: id, template: "shop-ownership-transferred", data, dedupeKey }, at);
  }
}

const refused = (code: "IS_OWNER" | "NOT_FOUND" | "CANNOT_OWN"): TransferOwnershipOutcome => ({
  kind: "refused",
  problem: { code, field: ["userId"] },
});
