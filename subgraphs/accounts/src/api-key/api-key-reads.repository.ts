import type { InstantPosition, PageRequest } from "#platform/database/page.ts";
import { Prisma } from "../generated/prisma/client.ts";
import { type ApiKeyRow, KEYS, toApiKey } from "./api-key.repository.ts";
import type { ApiKey } from "./api-key.ts";

export type ApiKeyReads = ReturnType<typeof createApiKeyReads>;

/** SQL for lists of API keys. */
export function createApiKeyReads(db: Prisma.TransactionClient) {
  return {
    /**
     * The same page of the keys of each of `userIds`, by one statement whatever their number: up to `limit + 1` for each,
     * newest first, or last when the page is read backward.
     */
    async findPagesOf(
      userIds: readonly string[],
      page: PageRequest,
      position: InstantPosition | null,
    ): Promise<ApiKey[]> {
      const direction = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      const side = page.backward ? Prisma.sql`>` : Prisma.sql`<`;
      const behind = position
        ? Prisma.sql`AND (created_at, id) ${side} (${position.at}::timestamptz(3), ${position.id})`
        : Prisma.empty;
      const rows = await db.$queryRaw<ApiKeyRow[]>`
        ${KEYS} WHERE api_keys.id IN (
          SELECT page.id FROM unnest(${[...userIds]}::text[]) AS person (id)
          CROSS JOIN LATERAL (
            SELECT id FROM api_keys WHERE user_id = person.id ${behind}
            ORDER BY created_at ${direction}, id ${direction} LIMIT ${page.limit + 1}::int) AS page)
        ORDER BY api_keys.created_at ${direction}, api_keys.id ${direction}`;
      return rows.map(toApiKey);
    },

    /** How many keys each of `userIds` has; who has none is left out. */
    async countOf(userIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await db.apiKey.groupBy({
        by: ["userId"],
        where: { userId: { in: [...userIds] } },
        _count: { _all: true },
      });
      return new Map(counts.map(({ userId, _count }) => [userId, _count._all]));
    },
  };
}
