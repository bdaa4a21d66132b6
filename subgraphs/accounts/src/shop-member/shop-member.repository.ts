import type { ShopMembership, ShopRole } from "#platform/identity/viewer.ts";
import type { ShopId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";

export type ShopMemberRepository = ReturnType<typeof createShopMemberRepository>;

/** SQL for who works in which shop. The owner is a column of the shop, everybody else a row of `shop_members`. */
export function createShopMemberRepository(db: Prisma.TransactionClient) {
  return {
    /** What `userId` is in shops that are open, in the order of the shops' ids: one role in each. */
    async findMemberships(userId: string): Promise<ShopMembership[]> {
      const rows = await db.$queryRaw<{ shopId: ShopId; role: ShopRole }[]>`
        SELECT id AS "shopId", 'OWNER' AS role FROM shops WHERE owner_user_id = ${userId} AND closed_at IS NULL
        UNION ALL
        SELECT member.shop_id, member.role FROM shop_members AS member JOIN shops AS shop ON shop.id = member.shop_id
        WHERE member.user_id = ${userId} AND shop.closed_at IS NULL AND shop.owner_user_id <> member.user_id
        ORDER BY 1`;
      return rows.map(({ shopId, role }) => ({ shopId, roles: [role] }));
    },
  };
}
