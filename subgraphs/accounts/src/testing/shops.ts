import { type Actor, NO_CLIENT, type ShopRole, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";
import type { AccountsDatabase } from "../database.ts";
import type { MemberRole } from "../shop-member/shop-member.ts";
import type { Shop } from "../shop/shop.ts";
import type { User } from "../user/user.ts";
import { viewerOf } from "./new-user.ts";

let lastJoinedAt = 0;
/** No two people join in the same millisecond: the list of members is in the order in which they came. */
const laterThanAll = (): Date => new Date((lastJoinedAt = Math.max(Date.now(), lastJoinedAt + 1)));

/** Stores a shop, open unless told otherwise. */
export async function insertShop(
  db: Pick<AccountsDatabase, "shops">,
  owner: Pick<User, "id">,
  changes: Partial<Shop> = {},
): Promise<Shop> {
  const id = newId("shop", new Date());
  const shop: Shop = {
    id,
    ownerUserId: owner.id,
    name: "Harbour Roasters",
    handle: `shop-${id.slice(-12)}`,
    description: "",
    version: 1,
    createdAt: new Date(),
    closedAt: null,
    ...changes,
  };
  if (!(await db.shops.insertUnlessTaken(shop))) throw new Error("the owner has another shop, or the handle is taken");
  return shop;
}

export const joinShop = (db: Pick<AccountsDatabase, "shopMembers">, shopId: ShopId, user: User, role: MemberRole) =>
  db.shopMembers.insert({ shopId, userId: user.id, role, createdAt: laterThanAll() });

/** `user` as the router would introduce them who has learned of their one role. */
export const memberViewer = (user: User, shopId: ShopId, role: ShopRole): UserViewer => ({
  ...viewerOf(user),
  memberships: [{ shopId, roles: [role] }],
});

export const actorOf = (viewer: Viewer): Actor => ({ viewer, client: NO_CLIENT, requestId: "test" });

/** Who is told that their access has changed. */
export function createAnnouncements() {
  const told: string[] = [];
  return { told, announceAccessChange: async ({ userId }: { userId?: string }) => void (userId && told.push(userId)) };
}

const TABLES = ["shops", "shop_members", "shop_invitations", "outbox_events", "audit_entries", "mails"] as const;

/** Everything about shops that is stored. Equal before and after, nothing has been done. */
export async function readShopState(db: Pick<AccountsDatabase, "pool">): Promise<unknown> {
  const state: Record<string, unknown> = {};
  for (const table of TABLES) {
    // Mails that were decided on before are sent meanwhile; what matters is which there are.
    const sending =
      table === "mails" ? " - ARRAY['attempts', 'status', 'subject', 'message_id', 'failure', 'sent_at']" : "";
    state[table] = (await db.pool.query(`SELECT to_jsonb(t)${sending} AS row FROM ${table} AS t ORDER BY 1`)).rows;
  }
  state["email_tokens"] = (
    await db.pool.query("SELECT hash, used_at FROM email_tokens WHERE used_at IS NOT NULL ORDER BY 1")
  ).rows;
  return state;
}

/** Names of the events and actions of the audit trail about a shop, in alphabetical order. */
export async function readShopTrail(db: Pick<AccountsDatabase, "pool">, shopId: string) {
  const events = await db.pool.query<{ name: string }>(
    "SELECT name FROM outbox_events WHERE payload->>'shopId' = $1 ORDER BY name",
    [shopId],
  );
  const actions = await db.pool.query<{ action: string }>(
    "SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY action",
    [shopId],
  );
  return { events: events.rows.map(({ name }) => name), actions: actions.rows.map(({ action }) => action) };
}

/** The database, whose transactions all begin and then wait at `gate` before they do anything. */
export const heldAt = (
  db: AccountsDatabase,
  gate: () => Promise<void>,
): Pick<AccountsDatabase, "transaction" | "shops"> => ({
  shops: db.shops,
  transaction: (work, requestId) =>
    db.transaction(async (store) => {
      await gate();
      return work(store);
    }, requestId),
});
