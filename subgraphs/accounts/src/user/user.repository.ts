import type { Page, PageRequest } from "#platform/database/page.ts";
import { toPage } from "#platform/database/page.ts";
import { isStaffRole, type StaffRole } from "#platform/identity/scope.ts";
import type { FileId, UserId } from "#platform/ids/id.ts";
import type { Prisma, User as UserRow } from "../generated/prisma/client.ts";
import type { User, UserStatus } from "./user.ts";

export type UserRepository = ReturnType<typeof createUserRepository>;

/** Where a user stands in the list of all, newest first. */
export interface UserPosition {
  createdAt: Date;
  id: string;
}

/** Every given part must hold. */
export interface UserFilter {
  /** Stands in the address or the name, in any case. */
  query?: string;
  status?: UserStatus;
  role?: StaffRole;
}

/** SQL for users. Finds them for anyone: what of a user may be shown is decided by `user.policy.ts`. */
export function createUserRepository(db: Prisma.TransactionClient) {
  return {
    async findByIds(ids: readonly string[]): Promise<User[]> {
      return (await db.user.findMany({ where: { id: { in: [...ids] } } })).map(toUser);
    },

    async findByEmail(email: string): Promise<User | null> {
      const row = await db.user.findUnique({ where: { email } });
      return row && toUser(row);
    },

    /** The person of that address whose password is kept here; null when there is none. */
    async findIdWithPassword(email: string): Promise<UserId | null> {
      const row = await db.user.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
      return row?.passwordHash ? (row.id as UserId) : null;
    },

    /** What the person's password is checked against; null for the erased and for people of another issuer. */
    async findPasswordHash(id: UserId): Promise<string | null> {
      const row = await db.user.findUnique({ where: { id }, select: { passwordHash: true } });
      return row?.passwordHash ?? null;
    },

    /** A page of the users that fit `filter`, newest first. */
    async findPage(filter: UserFilter, request: PageRequest, position: UserPosition | null): Promise<Page<User>> {
      const side = request.backward ? ("gt" as const) : ("lt" as const);
      const order = request.backward ? ("asc" as const) : ("desc" as const);
      const behind = position && {
        OR: [
          { createdAt: { [side]: position.createdAt } },
          { createdAt: position.createdAt, id: { [side]: position.id } },
        ],
      };
      const rows = await db.user.findMany({
        where: { AND: [fitting(filter), behind ?? {}] },
        orderBy: [{ createdAt: order }, { id: order }],
        take: request.limit + 1,
      });
      return toPage(rows.map(toUser), request);
    },

    count: (filter: UserFilter = {}): Promise<number> => db.user.count({ where: fitting(filter) }),

    /**
     * The person as they are until the transaction ends; null when they are unknown, suspended or erased. What a person may do
     * only once at a time waits here for itself. Taken after locks on shops.
     */
    async lockActive(id: string): Promise<User | null> {
      const [found] = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM users WHERE id = ${id} AND suspended_at IS NULL AND erased_at IS NULL FOR NO KEY UPDATE`;
      return found ? toUser(await db.user.findUniqueOrThrow({ where: { id } })) : null;
    },

    /** False when the address is taken; of several at once exactly one is stored (unique index users_one_per_email). */
    async insertUnlessEmailTaken(user: User, passwordHash: string | null): Promise<boolean> {
      const { count } = await db.user.createMany({
        data: [{ ...user, roles: [...user.roles], passwordHash }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    /** Does nothing when the stored hash is not `former` any more: of a change and this, the change stays. */
    async replacePasswordHash(id: UserId, former: string, passwordHash: string): Promise<void> {
      await db.user.updateMany({ where: { id, passwordHash: former }, data: { passwordHash } });
    },

    /** Keeps the first instant when the address was confirmed before. */
    async markEmailVerified(id: UserId, at: Date): Promise<void> {
      await db.user.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: at } });
    },
  };
}

function fitting({ query, status, role }: UserFilter): Prisma.UserWhereInput {
  return {
    AND: [
      query === undefined ? {} : { OR: [{ email: containing(query) }, { fullName: containing(query) }] },
      status === undefined ? {} : { ...STANDINGS[status], erasedAt: null },
      role === undefined ? {} : { roles: { has: role } },
    ],
  };
}

/** `contains` becomes LIKE, whose wildcards are plain characters in a search. */
const containing = (query: string) => ({ contains: query.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" as const });

const STANDINGS: Record<UserStatus, Prisma.UserWhereInput> = {
  ACTIVE: { suspendedAt: null, emailVerifiedAt: { not: null } },
  SUSPENDED: { suspendedAt: { not: null } },
  UNVERIFIED: { suspendedAt: null, emailVerifiedAt: null },
};

/** What `toUser` needs, for statements that are not Prisma's, from `users`. */
export const USER_COLUMNS = `users.id, users.email, users.full_name AS "fullName", users.phone, users.avatar_file_id AS "avatarFileId",
  users.roles, users.version, users.email_verified_at AS "emailVerifiedAt", users.created_at AS "createdAt",
  users.suspended_at AS "suspendedAt", users.erased_at AS "erasedAt"`;

export type StoredUser = Omit<UserRow, "passwordHash">;

export const toUser = (row: StoredUser): User => ({
  id: row.id as UserId,
  email: row.email,
  fullName: row.fullName,
  phone: row.phone,
  avatarFileId: row.avatarFileId as FileId | null,
  roles: row.roles.filter(isStaffRole),
  version: row.version,
  emailVerifiedAt: row.emailVerifiedAt,
  createdAt: row.createdAt,
  suspendedAt: row.suspendedAt,
  erasedAt: row.erasedAt,
});
