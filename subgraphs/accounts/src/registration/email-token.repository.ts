import type { Prisma } from "../generated/prisma/client.ts";

export type EmailTokenRepository = ReturnType<typeof createEmailTokenRepository>;

/** What a mailed secret is good for. */
export type EmailTokenPurpose = "VERIFY_EMAIL" | "PASSWORD_RESET" | "EMAIL_CHANGE" | "SHOP_INVITATION";

/** SQL for secrets that go out by mail. Only their hashes are known here. */
export function createEmailTokenRepository(db: Prisma.TransactionClient) {
  return {
    async insert(token: {
      hash: string;
      /** What it is about: a user, a change of address, an invitation. */
      subjectId: string;
      purpose: EmailTokenPurpose;
      createdAt: Date;
      expiresAt: Date;
    }): Promise<void> {
      await db.emailToken.create({ data: token });
    },

    /** What a token is about that could be used up now; it is not. */
    async find(hash: string, purpose: EmailTokenPurpose, now: Date): Promise<string | null> {
      const found = await db.emailToken.findFirst({
        where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
        select: { subjectId: true },
      });
      return found?.subjectId ?? null;
    },

    /**
     * Uses a token up and returns what it was about; null when it is unknown, used, expired or for another purpose. Of
     * several callers at once exactly one gets it: one conditional update decides.
     */
    async use(hash: string, purpose: EmailTokenPurpose, now: Date): Promise<string | null> {
      const [used] = await db.emailToken.updateManyAndReturn({
        where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
        select: { subjectId: true },
      });
      return used?.subjectId ?? null;
    },

    /** What a token is about that could be used now; null for any other. Using it is another matter: see `use`. */
    async findLive(hash: string, purpose: EmailTokenPurpose, now: Date): Promise<string | null> {
      const row = await db.emailToken.findFirst({
        where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
        select: { subjectId: true },
      });
      return row?.subjectId ?? null;
    },

    /** Makes every open token of that purpose worthless. */
    async voidAllOf(subjectId: string, purpose: EmailTokenPurpose, now: Date): Promise<void> {
      await db.emailToken.updateMany({ where: { subjectId, purpose, usedAt: null }, data: { usedAt: now } });
    },

    /** Removes at most `limit` tokens that expired before `before`; returns how many. */
    deleteExpired: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM email_tokens WHERE hash IN
        (SELECT hash FROM email_tokens WHERE expires_at < ${before} ORDER BY expires_at LIMIT ${limit})`,
  };
}
