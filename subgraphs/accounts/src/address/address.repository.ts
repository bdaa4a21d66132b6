import type { InstantPosition, PageRequest } from "#platform/database/page.ts";
import type { AddressId, UserId } from "#platform/ids/id.ts";
import { type Address as AddressRow, Prisma } from "../generated/prisma/client.ts";
import type { Address, PostalAddress } from "./address.ts";

export type AddressRepository = ReturnType<typeof createAddressRepository>;

/** Of what a person has at most one. */
export type AddressDefault = "isDefaultShipping" | "isDefaultBilling";

/**
 * SQL for address books. Whose address it is stands in each WHERE. Writers hold the lock of the person (`userChanges.lock`);
 * that there is one default of a kind is the promise of unique indexes all the same.
 */
export const createAddressRepository = (db: Prisma.TransactionClient) => ({ ...createReads(db), ...createWrites(db) });

function createReads(db: Prisma.TransactionClient) {
  return {
    async find(id: AddressId, userId: UserId): Promise<Address | null> {
      const row = await db.address.findFirst({ where: { id, userId } });
      return row && toAddress(row);
    },

    countOf: (userId: UserId): Promise<number> => db.address.count({ where: { userId } }),

    /** How many addresses each of `userIds` has; who has none is left out. */
    async countOfEach(userIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await db.address.groupBy({
        by: ["userId"],
        where: { userId: { in: [...userIds] } },
        _count: { _all: true },
      });
      return new Map(counts.map(({ userId, _count }) => [userId, _count._all]));
    },

    /** The addresses of `userIds` that are a default of some kind. */
    async findDefaultsOf(userIds: readonly string[]): Promise<Address[]> {
      const isDefault = [{ isDefaultShipping: true }, { isDefaultBilling: true }];
      return (await db.address.findMany({ where: { userId: { in: [...userIds] }, OR: isDefault } })).map(toAddress);
    },

    /**
     * The same page of the addresses of each of `userIds`, by one statement whatever their number: up to `limit + 1` for
     * each, newest first, or last when the page is read backward.
     */
    async findPagesOf(
      userIds: readonly string[],
      page: PageRequest,
      position: InstantPosition | null,
    ): Promise<Address[]> {
      const direction = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      const side = page.backward ? Prisma.sql`>` : Prisma.sql`<`;
      const behind = position
        ? Prisma.sql`AND (created_at, id) ${side} (${position.at}::timestamptz(3), ${position.id})`
        : Prisma.empty;
      const rows = await db.$queryRaw<AddressRow[]>`
        SELECT address.id, address.user_id AS "userId", address.full_name AS "fullName", address.line1, address.line2,
               address.city, address.region, address.postal_code AS "postalCode", address.country_code AS "countryCode",
               address.phone, address.is_default_shipping AS "isDefaultShipping",
               address.is_default_billing AS "isDefaultBilling", address.version, address.created_at AS "createdAt"
        FROM unnest(${[...userIds]}::text[]) AS person (id)
        CROSS JOIN LATERAL (
          SELECT * FROM addresses WHERE user_id = person.id ${behind}
          ORDER BY created_at ${direction}, id ${direction} LIMIT ${page.limit + 1}::int
        ) AS address
        ORDER BY address.created_at ${direction}, address.id ${direction}`;
      return rows.map(toAddress);
    },
  };
}

function createWrites(db: Prisma.TransactionClient) {
  return {
    async insert(address: Address): Promise<void> {
      await db.address.create({ data: address });
    },

    /** Takes the defaults of these kinds from whichever address has them, so that another can become it. */
    async clearDefaults(userId: UserId, kinds: readonly AddressDefault[]): Promise<void> {
      for (const kind of kinds)
        await db.address.updateMany({ where: { userId, [kind]: true }, data: { [kind]: false } });
    },

    /** Null, and nothing changes, when it is not there or of another version than `version`. */
    async update(
      { id, userId, version }: Pick<Address, "id" | "userId" | "version">,
      change: PostalAddress & Partial<Record<AddressDefault, true>>,
    ): Promise<Address | null> {
      const [row] = await db.address.updateManyAndReturn({
        where: { id, userId, version },
        data: { ...change, version: { increment: 1 } },
      });
      return row ? toAddress(row) : null;
    },

    async delete(id: AddressId, userId: UserId): Promise<void> {
      await db.address.deleteMany({ where: { id, userId } });
    },
  };
}

const toAddress = (row: AddressRow): Address => ({ ...row, id: row.id as AddressId, userId: row.userId as UserId });
