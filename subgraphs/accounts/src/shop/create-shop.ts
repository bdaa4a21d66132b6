import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { ShopOpened } from "../../contract/events.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { User } from "../user/user.ts";
import { readShopTexts, type ShopTexts } from "./read-shop.ts";
import { handlesFor } from "./shop-handle.ts";
import type { ShopProblem } from "./shop-problem.ts";
import type { Shop } from "./shop.ts";

export type CreateShopOutcome = { kind: "created"; shop: Shop } | { kind: "refused"; problems: readonly ShopProblem[] };

export type CreateShop = ReturnType<typeof createCreateShop>;

export interface CreateShopInput {
  name: string;
  handle?: string | null;
  description?: string | null;
}

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Opens a shop for a person with a confirmed address, who has no other open one. Without a handle it gets one from its name.
 *
 * Unique indexes decide: of any number of calls of one person at once one opens a shop, of any number of people who want one
 * handle one gets it, and the others learn why they did not.
 * @throws AppError UNAUTHENTICATED for a guest and for a person who is suspended or gone, FORBIDDEN for an API key.
 */
export function createCreateShop({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: CreateShopInput): Promise<CreateShopOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const { texts, problems } = readShopTexts(input);
    const at = now();
    const outcome = await db.transaction(async (store): Promise<CreateShopOutcome> => {
      const owner = await store.users.lockActive(userId);
      if (!owner) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      const obstacles = [...problems, ...(await findObstacles(store, owner, texts.handle))];
      const { name, handle, description = "" } = texts;
      if (name === undefined || obstacles.length > 0) return { kind: "refused", problems: obstacles };

      const shop = await insertUnderFreeHandle(store, { ownerUserId: owner.id, name, description }, handle, at);
      if (!shop) return { kind: "refused", problems: await findObstacles(store, owner, handle) };
      await store.outbox.append(ShopOpened, { shopId: shop.id, name, handle: shop.handle });
      const after = { ownerUserId: owner.id, name, handle: shop.handle, description };
      await recordAudit(
        store,
        actor,
        { action: "shop.create", subject: { type: "Shop", id: shop.id }, before: null, after },
        at,
      );
      return { kind: "created", shop };
    }, actor.requestId);
    if (outcome.kind === "created") await announceAccessChange({ userId });
    return outcome;
  };
}

/** What, besides the texts, keeps `owner` from opening a shop of that handle. */
async function findObstacles(
  { shops }: Pick<AccountsStore, "shops">,
  owner: User,
  handle: string | undefined,
): Promise<ShopProblem[]> {
  const isTaken = handle !== undefined && (await shops.findByHandles([handle])).length > 0;
  const hasShop = (await shops.findOpenOf(owner.id)) !== null;
  return [
    ...(isTaken ? [{ code: "HANDLE_TAKEN", field: ["handle"] } as const] : []),
    ...(owner.emailVerifiedAt === null ? [{ code: "EMAIL_NOT_VERIFIED", field: null } as const] : []),
    ...(hasShop ? [{ code: "ALREADY_OWNS_SHOP", field: null } as const] : []),
  ];
}

/** Stores the shop under the handle that was asked for, else the first free one of its name; null when there is no such. */
async function insertUnderFreeHandle(
  { shops }: Pick<AccountsStore, "shops">,
  texts: Omit<ShopTexts, "handle"> & Pick<Shop, "ownerUserId">,
  wanted: string | undefined,
  at: Date,
): Promise<Shop | null> {
  for (const handle of wanted === undefined ? handlesFor(texts.name) : [wanted]) {
    const shop: Shop = { ...texts, id: newId("shop", at), handle, version: 1, createdAt: at, closedAt: null };
    if (await shops.insertUnlessTaken(shop)) return shop;
  }
  return null;
}
