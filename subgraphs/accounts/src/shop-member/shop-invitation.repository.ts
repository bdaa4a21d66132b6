import { type Id, newId, type ShopId } from "#platform/ids/id.ts";
import type { Prisma, ShopInvitation as ShopInvitationRow } from "../generated/prisma/client.ts";
import type { MemberRole, ShopInvitation } from "./shop-member.ts";

export type ShopInvitationRepository = ReturnType<typeof createShopInvitationRepository>;

/** SQL for invitations. Whoever writes here holds the shop's lock (`shops.lockOpen`), except for the clean-up. */
export const createShopInvitationRepository = (db: Prisma.TransactionClient) => ({
  ...createReads(db),
  ...createWrites(db),
});

function createReads(db: Prisma.TransactionClient) {
  return {
    /** The invitation, if it can be accepted at `at`: it is open, and so is its shop. */
    async findOpen(id: string, at: Date): Promise<ShopInvitation | null> {
      const row = await db.shopInvitation.findFirst({ where: { id, ...openAt(at), shop: { closedAt: null } } });
      return row && toInvitation(row);
    },

    /** Open invitations of the shops, the latest first. */
    async findOpenOfShops(shopIds: readonly string[], at: Date): Promise<ShopInvitation[]> {
      const rows = await db.shopInvitation.findMany({
        where: { shopId: { in: [...shopIds] }, ...openAt(at) },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return rows.map(toInvitation);
    },

    /** How many open invitations the shop has, not counting one of `email`. */
    countOpenOfOthers: (shopId: string, email: string, at: Date): Promise<number> =>
      db.shopInvitation.count({ where: { shopId, email: { not: email }, ...openAt(at) } }),
  };
}

function createWrites(db: Prisma.TransactionClient) {
  return {
    /**
     * Invites an address, anew if it has an invitation that nobody has accepted or withdrawn: that one keeps its id and gets role
     * and time. One per address and shop (unique index shop_invitations_one_open_per_address).
     */
    async invite(invitation: {
      shopId: ShopId;
      email: string;
      role: MemberRole;
      invitedByUserId: string;
      createdAt: Date;
      expiresAt: Date;
    }): Promise<ShopInvitation> {
      const { shopId, email, role, invitedByUserId, expiresAt } = invitation;
      const [renewed] = await db.shopInvitation.updateManyAndReturn({
        where: { shopId, email, acceptedAt: null, withdrawnAt: null },
        data: { role, invitedByUserId, expiresAt },
      });
      const id = newId("inv", invitation.createdAt);
      return toInvitation(renewed ?? (await db.shopInvitation.create({ data: { ...invitation, id } })));
    },

    /** False when it cannot be accepted any more; of several callers at once one accepts. */
    async accept(id: string, at: Date): Promise<boolean> {
      return (
        (await db.shopInvitation.updateMany({ where: { id, ...openAt(at) }, data: { acceptedAt: at } })).count === 1
      );
    },

    /** False when it is not open. */
    async withdraw(id: string, at: Date): Promise<boolean> {
      return (
        (await db.shopInvitation.updateMany({ where: { id, ...openAt(at) }, data: { withdrawnAt: at } })).count === 1
      );
    },

    async withdrawAll(shopId: string, at: Date): Promise<void> {
      await db.shopInvitation.updateMany({ where: { shopId, ...openAt(at) }, data: { withdrawnAt: at } });
    },

    /** Removes at most `limit` that were over before `before`, whatever became of them: they hold addresses. */
    deleteExpired: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM shop_invitations WHERE id IN
        (SELECT id FROM shop_invitations WHERE expires_at < ${before} ORDER BY expires_at LIMIT ${limit})`,
  };
}

const openAt = (at: Date) => ({ acceptedAt: null, withdrawnAt: null, expiresAt: { gt: at } });

const toInvitation = (row: ShopInvitationRow): ShopInvitation => ({
  id: row.id as Id<"inv">,
  shopId: row.shopId as ShopId,
  email: row.email,
  role: row.role as MemberRole,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
});
