import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import type { ShopId, UserId } from "#platform/ids/id.ts";
import type { Prisma, Shop as ShopRow } from "../generated/prisma/client.ts";
import type { Shop } from "./shop.ts";

export type ShopRepository = ReturnType<typeof createShopRepository>;

/** Where a shop stands in the list by name. */
export interface ShopPosition {
  name: string;
  id: string;
}

/** SQL for shops. They are public. */
export function createShopRepository(db: Prisma.TransactionClient) {
  return {
    async findByIds(ids: readonly string[]): Promise<Shop[]> {
      return (await db.shop.findMany({ where: { id: { in: [...ids] } } })).map(toShop);
    },

    async findByHandles(handles: readonly string[]): Promise<Shop[]> {
      return (await db.shop.findMany({ where: { handle: { in: [...handles] } } })).map(toShop);
    },

    /** A page of the shops whose name holds `search` (any case; "" holds everywhere), by name. */
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

/** `contains` becomes LIKE, whose wildcards are plain characters in a search. */
const matching = (search: string): Prisma.ShopWhereInput =>
  search === "" ? {} : { name: { contains: search.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } };

const toShop = (row: ShopRow): Shop => ({ ...row, id: row.id as ShopId, ownerUserId: row.ownerUserId as UserId });
