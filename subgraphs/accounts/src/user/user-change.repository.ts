import type { FileId, UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { User } from "./user.ts";
import { toUser } from "./user.repository.ts";

export type UserChangeRepository = ReturnType<typeof createUserChangeRepository>;

/** What of a person's profile becomes another; what is left out stays. */
export interface ProfileChange {
  fullName?: string;
  phone?: string | null;
  avatarFileId?: FileId | null;
}

/** SQL for what changes in a person who is there. The erased stay as they are, whatever is asked. */
export function createUserChangeRepository(db: Prisma.TransactionClient) {
  return {
    /**
     * The person, locked until the transaction ends; null when there is none or they are erased. Whatever belongs to a
     * person (sessions, tokens, addresses) is locked after them.
     */
    async lock(id: UserId): Promise<User | null> {
      const [found] = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM users WHERE id = ${id} AND erased_at IS NULL FOR NO KEY UPDATE`;
      const row = found && (await db.user.findUnique({ where: { id } }));
      return row ? toUser(row) : null;
    },

    async setPassword(id: UserId, passwordHash: string): Promise<void> {
      await db.user.updateMany({ where: { id, erasedAt: null }, data: { passwordHash } });
    },

    /** False, and nothing changes, when the password is not that of `formerHash` any more. */
    async replacePassword(id: UserId, formerHash: string, passwordHash: string): Promise<boolean> {
      const { count } = await db.user.updateMany({ where: { id, passwordHash: formerHash }, data: { passwordHash } });
      return count === 1;
    },

    /**
     * Another address to sign in with, confirmed. Violates the unique index users_one_per_email when someone else has it:
     * of several at once one gets it.
     */
    async changeEmail(id: UserId, email: string, at: Date): Promise<void> {
      await db.user.updateMany({ where: { id, erasedAt: null }, data: { email, emailVerifiedAt: at } });
    },

    /**
     * Changes the profile if it is still of `expectedVersion`, whatever its version when that is null. Null when it is
     * not, or nobody is there. One conditional update decides.
     */
    async updateProfile(id: UserId, change: ProfileChange, expectedVersion: number | null): Promise<User | null> {
      const [row] = await db.user.updateManyAndReturn({
        where: { id, erasedAt: null, ...(expectedVersion === null ? {} : { version: expectedVersion }) },
        data: { ...change, version: { increment: 1 } },
      });
      return row ? toUser(row) : null;
    },
  };
}
