import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ShopUpdated } from "../../contract/events.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { requireAccount } from "../user/user.policy.ts";
import { readShopTexts, type ShopTexts, type ShopTextsInput } from "./read-shop.ts";
import type { ShopProblem } from "./shop-problem.ts";
import { isOutdated, type Shop } from "./shop.ts";

export type UpdateShopOutcome =
  | { kind: "updated"; shop: Shop }
  | { kind: "notFound" }
  /** `current` is there when the shop has changed since the expected version. */
  | { kind: "refused"; problems: readonly ShopProblem[]; current: Shop | null };

export type UpdateShop = ReturnType<typeof createUpdateShop>;

export interface UpdateShopInput extends ShopTextsInput {
  shopId: string;
  expectedVersion?: number | null;
}

const HANDLE_TAKEN: ShopProblem = { code: "HANDLE_TAKEN", field: ["handle"] };
const CONFLICT: ShopProblem = { code: "CONFLICT", field: ["expectedVersion"] };

/**
 * Changes what the owner says of an open shop; what is absent stays. The shop's row is locked, so of several changes at once
 * that expect one version one is done. A change to what is there already is none: no new version, no event.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createUpdateShop({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: UpdateShopInput): Promise<UpdateShopOutcome> => {
    const ownerUserId = requireAccount(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    if (!shopId) return { kind: "notFound" };
    const { texts, problems } = readShopTexts(input);
    try {
      return await db.transaction(async (store): Promise<UpdateShopOutcome> => {
        const shop = await store.shops.lockOpen(shopId, ownerUserId);
        if (!shop) return { kind: "notFound" };
        const conflicts = isOutdated(shop, input.expectedVersion);
        const obstacles = [
          ...problems,
          ...((await isTaken(store, shop, texts.handle)) ? [HANDLE_TAKEN] : []),
          ...(conflicts ? [CONFLICT] : []),
        ];
        if (obstacles.length > 0) return { kind: "refused", problems: obstacles, current: conflicts ? shop : null };
        return { kind: "updated", shop: await change(store, actor, shop, texts, now()) };
      }, actor.requestId);
    } catch (error) {
      if (violatedUniqueConstraint(error) !== "shops_one_per_handle") throw error;
      return { kind: "refused", problems: [HANDLE_TAKEN], current: null };
    }
  };
}

async function isTaken({ shops }: Pick<AccountsStore, "shops">, shop: Shop, handle: string | undefined) {
  return handle !== undefined && handle !== shop.handle && (await shops.findByHandles([handle])).length > 0;
}

async function change(store: AccountsStore, actor: Actor, shop: Shop, texts: Partial<ShopTexts>, at: Date) {
  const changed = (Object.keys(texts) as (keyof ShopTexts)[]).filter((field) => texts[field] !== shop[field]);
  if (changed.length === 0) return shop;
  const updated = await store.shops.update(shop.id, texts);
  await store.outbox.append(ShopUpdated, { shopId: shop.id, name: updated.name, handle: updated.handle });
  const partOf = (state: Shop) => Object.fromEntries(changed.map((field) => [field, state[field]]));
  const subject = { type: "Shop", id: shop.id };
  await recordAudit(store, actor, { action: "shop.update", subject, before: partOf(shop), after: partOf(updated) }, at);
  return updated;
}
