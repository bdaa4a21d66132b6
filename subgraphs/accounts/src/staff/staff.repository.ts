import type { StaffRole } from "#platform/identity/scope.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";

export type StaffRepository = ReturnType<typeof createStaffRepository>;

/** What has to be known of a person before staff does something to them, or as staff. */
export interface Standing {
  readonly id: UserId;
  readonly email: string | null;
  readonly roles: readonly StaffRole[];
  readonly version: number;
  readonly suspendedAt: Date | null;
  readonly erasedAt: Date | null;
}

/** SQL for what staff does to people. Locks: users by id, then their sessions. */
export function createStaffRepository(db: Prisma.TransactionClient) {
  return {
    /**
     * Who of `ids` there is, as they are now and stay until the transaction ends: two who act on each other take turns. Of
     * a session that begins at the same time the row is there already, or it begins after this transaction.
     */
    async lock(ids: readonly UserId[]): Promise<ReadonlyMap<string, Standing>> {
      const rows = await db.$queryRaw<Standing[]>`
        SELECT id, email, roles, version, suspended_at AS "suspendedAt", erased_at AS "erasedAt" FROM users
        WHERE id = ANY (${[...ids]}::text[]) ORDER BY id FOR UPDATE`;
      return new Map(rows.map((row) => [row.id as string, row]));
    },

    /** False when the person is suspended already, or erased. */
    async suspend(id: UserId, at: Date): Promise<boolean> {
      const where = { id, suspendedAt: null, erasedAt: null };
      return (await db.user.updateMany({ where, data: { suspendedAt: at } })).count === 1;
    },

    /** False when the person is not suspended, or erased. */
    async reinstate(id: UserId): Promise<boolean> {
      const where = { id, suspendedAt: { not: null }, erasedAt: null };
      return (await db.user.updateMany({ where, data: { suspendedAt: null } })).count === 1;
    },

    /** False when the person is not of `expectedVersion` any more, or erased. */
    async setRoles(id: UserId, roles: readonly StaffRole[], expectedVersion: number): Promise<boolean> {
      const where = { id, version: expectedVersion, erasedAt: null };
      const data = { roles: [...roles], version: { increment: 1 } };
      return (await db.user.updateMany({ where, data })).count === 1;
    },
  };
}
