import type { Prisma, SigningKey as SigningKeyRow } from "../generated/prisma/client.ts";
import type { StoredSigningKey } from "./signing-key.ts";

export type SigningKeyRepository = ReturnType<typeof createSigningKeyRepository>;

/** Any number; taken before keys are made or retired, so that those who do so at once agree. */
const CHANGE_LOCK = 7_245_002;

/** SQL for the keys that sign access tokens. */
export function createSigningKeyRepository(db: Prisma.TransactionClient) {
  return {
    /** Holds off everyone else who wants to make or retire a key, until the transaction ends. */
    async lockForChange(): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(${CHANGE_LOCK})`;
    },

    /** The keys that are not retired after `retiredAfter`, those to come included, in the order in which they sign. */
    async findUnretired(retiredAfter: Date): Promise<StoredSigningKey[]> {
      const rows = await db.signingKey.findMany({
        where: { OR: [{ retiredAt: null }, { retiredAt: { gt: retiredAfter } }] },
        orderBy: [{ activeFrom: "asc" }, { kid: "asc" }],
      });
      return rows.map(toStoredKey);
    },

    async findAll(): Promise<StoredSigningKey[]> {
      return (await db.signingKey.findMany({ orderBy: [{ activeFrom: "asc" }, { kid: "asc" }] })).map(toStoredKey);
    },

    async insert(key: StoredSigningKey): Promise<void> {
      await db.signingKey.create({ data: key });
    },

    /** Retires `kids`, or all keys without them, at `at`; one that ends earlier anyway ends then. Returns which it changed. */
    async retire(at: Date, kids?: readonly string[]): Promise<string[]> {
      const changed = await db.signingKey.updateManyAndReturn({
        where: { ...(kids ? { kid: { in: [...kids] } } : {}), OR: [{ retiredAt: null }, { retiredAt: { gt: at } }] },
        data: { retiredAt: at },
        select: { kid: true },
      });
      return changed.map(({ kid }) => kid).sort();
    },
  };
}

const toStoredKey = ({ publicJwk, ...row }: SigningKeyRow): StoredSigningKey => ({
  ...row,
  publicJwk: publicJwk as Record<string, string>,
});
