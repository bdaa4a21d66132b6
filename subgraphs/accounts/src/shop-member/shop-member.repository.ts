import type { ShopMembership, ShopRole } from "#platform/identity/viewer.ts";
import type { ShopId, UserId } from "#platform/ids/id.ts";
import { Prisma } from "../generated/prisma/client.ts";
import type { MemberRole, ShopMember } from "./shop-member.ts";

export type ShopMemberRepository = ReturnType<typeof createShopMemberRepository>;

/**
 * SQL for who works in which shop. The owner is a column of the shop, everybody else a row of `shop_members`. Whoever writes here
 * holds the shop's lock (`shops.lockOpen`).
 */
export const createShopMemberRepository = (db: Prisma.TransactionClient) => ({
  ...createReads(db),
  ...createWrites(db),
});

function createReads(db: Prisma.TransactionClient) {
  return {
    /** What `userId` is in shops that are open, in the order of the shops' ids: one role in each. */
    async findMemberships(userId: string): Promise<ShopMembership[]> {
      return (await findMembershipsOf(db, [userId])).map(({ shopId, role }) => ({ shopId, roles: [role] }));
    },

    /** The same of many people, as members. */
    findMembershipsOf: (userIds: readonly string[]): Promise<Omit<ShopMember, "since">[]> =>
      findMembershipsOf(db, userIds),

    /** Everybody who works in one of the shops, open or closed: of each the owner first, then by the time they joined. */
    findOfShops: (shopIds: readonly string[]): Promise<ShopMember[]> =>
      db.$queryRaw<ShopMember[]>`
        SELECT id AS "shopId", owner_user_id AS "userId", 'OWNER' AS role, NULL::timestamptz AS since
        FROM shops WHERE id = ANY(${[...shopIds]}::text[])
        UNION ALL
        SELECT shop_id, user_id, role, created_at FROM shop_members WHERE shop_id = ANY(${[...shopIds]}::text[])
        ORDER BY since NULLS FIRST, "userId"`,

    /** Who works in the shop without owning it. */
    async findUserIds(shopId: string): Promise<UserId[]> {
      const rows = await db.shopMember.findMany({ where: { shopId }, select: { userId: true } });
      return rows.map(({ userId }) => userId as UserId);
    },

    /** One of those who work in the shop without owning it. */
    async find(shopId: string, userId: string): Promise<ShopMember | null> {
      const row = await db.shopMember.findUnique({ where: { shopId_userId: { shopId, userId } } });
      return row && toMember(row);
    },

    /** Whether `email` is the address of someone who works in the shop, or owns it. */
    async hasAddress(shopId: string, email: string): Promise<boolean> {
      const found = await db.user.findFirst({
        where: { email, OR: [{ shops: { some: { id: shopId } } }, { memberships: { some: { shopId } } }] },
        select: { id: true },
      });
      return found !== null;
    },

    count: (shopId: string): Promise<number> => db.shopMember.count({ where: { shopId } }),
  };
}

function createWrites(db: Prisma.TransactionClient) {
  return {
    async insert(member: { shopId: ShopId; userId: UserId; role: MemberRole; createdAt: Date }): Promise<ShopMember> {
      return toMember(await db.shopMember.create({ data: member }));
    },

    /** False when there is no such member. */
    async setRole(shopId: string, userId: string, role: MemberRole): Promise<boolean> {
      return (await db.shopMember.updateMany({ where: { shopId, userId }, data: { role } })).count === 1;
    },

    /** False when there is no such member. */
    async remove(shopId: string, userId: string): Promise<boolean> {
      return (await db.shopMember.deleteMany({ where: { shopId, userId } })).count === 1;
    },
  };
}

/** Rows (shop_id, user_id, role) of everybody in every open shop: who owns it, and who works in it without owning it. */
export const MEMBERSHIPS = Prisma.sql`
  SELECT id AS shop_id, owner_user_id AS user_id, 'OWNER' AS role FROM shops WHERE closed_at IS NULL
  UNION ALL
  SELECT member.shop_id, member.user_id, member.role
  FROM shop_members AS member JOIN shops AS shop ON shop.id = member.shop_id
  WHERE shop.closed_at IS NULL AND shop.owner_user_id <> member.user_id`;

const findMembershipsOf = (db: Prisma.TransactionClient, userIds: readonly string[]) =>
  db.$queryRaw<Omit<ShopMember, "since">[]>`
    SELECT shop_id AS "shopId", user_id AS "userId", role FROM (${MEMBERSHIPS}) AS held
    WHERE user_id = ANY(${[...userIds]}::text[]) ORDER BY shop_id`;

const toMember = (row: { shopId: string; userId: string; role: string; createdAt: Date }): ShopMember => ({
  shopId: row.shopId as ShopId,
  userId: row.userId as UserId,
  role: row.role as ShopRole,
  since: row.createdAt,
});
