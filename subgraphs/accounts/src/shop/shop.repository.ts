import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import type { ShopId, UserId } from "#platform/ids/id.ts";
import type { Prisma, Shop as ShopRow } from "../generated/prisma/client.ts";
import type { ShopTexts } from "./read-shop.ts";
import type { Shop } from "./shop.ts";

export type ShopRepository = ReturnType<typeof createShopRepository>;

/** Where a shop stands in the list by name. */
export interface ShopPosition {
  name: string;
  id: string;
}

/** SQL for shops. They are public, closed ones included; only their owners change them. */
export const createShopRepository = (db: Prisma.TransactionClient) => ({ ...createReads(db), ...createWrites(db) });

function createReads(db: Prisma.TransactionClient) {
  return {
    async findByIds(ids: readonly string[]): Promise<Shop[]> {
      return (await db.shop.findMany({ where: { id: { in: [...ids] } } })).map(toShop);
    },

    async findByHandles(handles: readonly string[]): Promise<Shop[]> {
      return (await db.shop.findMany({ where: { handle: { in: [...handles] } } })).map(toShop);
    },

    /** The open shop that `userId` owns; there is at most one. */
    async findOpenOf(userId: string): Promise<Shop | null> {
      const row = await db.shop.findFirst({ where: { ownerUserId: userId, closedAt: null } });
      return row && toShop(row);
    },

    /** A page of the open shops whose name holds `search` (any case; "" holds everywhere), by name. */
    async findPage(search: string, request: PageRequest, position: ShopPosition | null): Promise<Page<Shop>> {
      const side = request.backward ? ("lt" as const) : ("gt" as const);
      const order = request.backward ? ("desc" as const) : ("asc" as const);
      const behind = position && {
        OR: [{ name: { [side]: position.name } }, { name: position.name, id: { [side]: position.id } }],
      };
      const rows = await db.shop.findMany({
        where: { AND: [matching(search), behind ?? {}] },
        orderBy: [{ name: order }, { id: order }],
        take: request.limit + 1,
      });
      return toPage(rows.map(toShop), request);
    },

    count: (search: string): Promise<number> => db.shop.count({ where: matching(search) }),
  };
}

function createWrites(db: Prisma.TransactionClient) {
  return {
    /**
     * The shop, if it is open and, where `ownerUserId` is given, that person's; null when not. Whoever changes a shop, its
     * members or its invitations locks it so and therefore waits for the others. Taken before any other lock.
     */
    async lockOpen(id: string, ownerUserId?: string): Promise<Shop | null> {
      const [found] = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM shops
        WHERE id = ${id} AND closed_at IS NULL AND owner_user_id = COALESCE(${ownerUserId ?? null}, owner_user_id)
        FOR NO KEY UPDATE`;
      return found ? toShop(await db.shop.findUniqueOrThrow({ where: { id } })) : null;
    },

    /**
     * False when the handle is taken, or the owner has another open shop; of several at once one is stored (unique indexes
     * shops_one_per_handle and shops_one_open_per_owner).
     */
    async insertUnlessTaken(shop: Shop): Promise<boolean> {
      const { count } = await db.shop.createMany({ data: [shop], skipDuplicates: true });
      return count === 1;
    },

    /** @throws a violation of `shops_one_per_handle` when the new handle is taken. */
    async update(id: string, texts: Partial<ShopTexts>): Promise<Shop> {
      return toShop(await db.shop.update({ where: { id }, data: { ...texts, version: { increment: 1 } } }));
    },

    /** Closes the owner's open shop for good, unless it has changed since `expectedVersion`; null when there is nothing to close. */
    async close(id: string, ownerUserId: string, expectedVersion: number | null, at: Date): Promise<Shop | null> {
      const [closed] = await db.shop.updateManyAndReturn({
        where: { id, ownerUserId, closedAt: null, ...(expectedVersion === null ? {} : { version: expectedVersion }) },
        data: { closedAt: at, version: { increment: 1 } },
      });
      return closed ? toShop(closed) : null;
    },

    /**
     * Gives the open shop of `from` to `to`; null when it is not theirs any more.
     * @throws a violation of `shops_one_open_per_owner` when `to` has another.
     */
    async changeOwner(id: string, from: string, to: string): Promise<Shop | null> {
      const [changed] = await db.shop.updateManyAndReturn({
        where: { id, ownerUserId: from, closedAt: null },
        data: { ownerUserId: to, version: { increment: 1 } },
      });
      return changed ? toShop(changed) : null;
    },
  };
}

/** `contains` becomes LIKE, whose wildcards are plain characters in a search. */
const matching = (search: string): Prisma.ShopWhereInput => ({
  closedAt: null,
  ...(search === "" ? {} : { name: { contains: search.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } }),
});

const toShop = (row: ShopRow): Shop => ({ ...row, id: row.id as ShopId, ownerUserId: row.ownerUserId as UserId });
