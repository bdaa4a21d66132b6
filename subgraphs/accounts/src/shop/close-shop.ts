import type { Actor } from "#platform/identity/viewer.ts";
import { parseId, type ShopId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ShopClosed } from "../../contract/events.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { OrdersClient } from "../clients/orders.client.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { isOutdated, type Shop } from "./shop.ts";

export type CloseShopOutcome =
  | { kind: "closed"; shop: Shop }
  | { kind: "notFound" }
  | { kind: "conflict"; current: Shop }
  | { kind: "blocked"; openOrders: number };

export type CloseShop = ReturnType<typeof createCloseShop>;

export interface CloseShopInput {
  shopId: string;
  expectedVersion?: number | null;
}

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "shops">;
  orders: OrdersClient;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Closes a shop for good, for its owner alone: it stays readable and keeps its handle, nobody works in it any more, its
 * invitations are off. Refused while orders have something of the shop and are not finished.
 *
 * Orders is asked before, outside the transaction: an order that is placed between its answer and ours is not seen. One
 * conditional update closes; of several at once one does, the others find nothing.
 * @throws AppError UNAVAILABLE when orders does not answer: nothing has changed. UNAUTHENTICATED for a guest, FORBIDDEN for an
 * API key.
 */
export function createCloseShop({ db, orders, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: CloseShopInput): Promise<CloseShopOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    const shop = await db.shops.findOpenOf(userId);
    if (!shop || shop.id !== shopId) return { kind: "notFound" };
    if (isOutdated(shop, input.expectedVersion)) return { kind: "conflict", current: shop };
    const { openOrders } = await orders.findShopCloseBlockers(shopId, actor);
    if (openOrders > 0) return { kind: "blocked", openOrders };

    const closed = await close(db, actor, {
      shopId,
      userId,
      expectedVersion: input.expectedVersion ?? null,
      at: now(),
    });
    if (closed) {
      for (const member of [userId, ...closed.memberIds]) await announceAccessChange({ userId: member });
      return { kind: "closed", shop: closed.shop };
    }
    const current = await db.shops.findOpenOf(userId);
    return current?.id === shopId ? { kind: "conflict", current } : { kind: "notFound" };
  };
}

function close(
  db: Deps["db"],
  actor: Actor,
  { shopId, userId, expectedVersion, at }: { shopId: ShopId; userId: string; expectedVersion: number | null; at: Date },
): Promise<{ shop: Shop; memberIds: string[] } | null> {
  return db.transaction(async (store) => {
    const shop = await store.shops.close(shopId, userId, expectedVersion, at);
    if (!shop) return null;
    await store.shopInvitations.withdrawAll(shopId, at);
    await store.outbox.append(ShopClosed, { shopId });
    const record = {
      action: "shop.close",
      subject: { type: "Shop", id: shopId },
      before: { status: "OPEN" },
      after: { status: "CLOSED" },
    };
    await recordAudit(store, actor, record, at);
    return { shop, memberIds: await store.shopMembers.findUserIds(shopId) };
  }, actor.requestId);
}
