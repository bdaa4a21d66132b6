import type { Prisma } from "../generated/prisma/client.ts";

export type SigningKeyRepository = ReturnType<typeof createSigningKeyRepository>;

export interface StoredSigningKey {
  kid: string;
  publicJwk: Record<string, string>;
  privateJwkSealed: string;
}

/** Any number; taken before a key is made, so that processes that start at once agree on one. */
const CREATION_LOCK = 7_245_002;

/** SQL for the keys that sign access tokens. */
export function createSigningKeyRepository(db: Prisma.TransactionClient) {
  return {
    /** Holds off everyone else who wants to make a key, until the transaction ends. */
    async lockForCreation(): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(${CREATION_LOCK})`;
    },

    /** The keys that sign at `now`, the newest first. */
    async findActive(now: Date): Promise<StoredSigningKey[]> {
      const rows = await db.signingKey.findMany({
        where: { activeFrom: { lte: now }, OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] },
        orderBy: [{ activeFrom: "desc" }, { kid: "asc" }],
      });
      return rows.map(toStoredKey);
    },

    /** The keys that have signed or will sign tokens, without those retired before `retiredAfter`. */
    async findPublished(retiredAfter: Date): Promise<StoredSigningKey[]> {
      const rows = await db.signingKey.findMany({
        where: { OR: [{ retiredAt: null }, { retiredAt: { gt: retiredAfter } }] },
        orderBy: [{ activeFrom: "asc" }, { kid: "asc" }],
      });
      return rows.map(toStoredKey);
    },

    async insert(key: StoredSigningKey & { createdAt: Date; activeFrom: Date }): Promise<void> {
      await db.signingKey.create({ data: key });
    },
  };
}

const toStoredKey = ({ kid, publicJwk, privateJwkSealed }: StoredSigningKey | StoredRow): StoredSigningKey => ({
  kid,
  publicJwk: publicJwk as Record<string, string>,
  privateJwkSealed,
});

type StoredRow = { kid: string; publicJwk: Prisma.JsonValue; privateJwkSealed: string };
