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

    /** The only read that brings a password's hash. */
    async findWithPasswordHash(email: string): Promise<{ user: User; passwordHash: string | null } | null> {
      const row = await db.user.findUnique({ where: { email } });
      return row && { user: toUser(row), passwordHash: row.passwordHash };
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

    /** False when the address is taken; of several at once exactly one is stored (unique index users_one_per_email). */
    async insertUnlessEmailTaken(user: User, passwordHash: string | null): Promise<boolean> {
      const { count } = await db.user.createMany({
        data: [{ ...user, roles: [...user.roles], passwordHash }],
        skipDuplicates: true,
      });
      return count === 1;
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

const toUser = ({ passwordHash: _, id, avatarFileId, roles, ...row }: UserRow): User => ({
  ...row,
  id: id as UserId,
  avatarFileId: avatarFileId as FileId | null,
  roles: roles.filter(isStaffRole),
});
