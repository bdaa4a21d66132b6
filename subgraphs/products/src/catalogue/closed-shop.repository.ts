import type { SqlExecutor } from "#platform/database/sql.ts";

export type ClosedShopRepository = ReturnType<typeof createClosedShopRepository>;

/** Which shops are closed, as accounts has told. A shop never opens again. Reads outside of transactions, too. */
export function createClosedShopRepository(sql: SqlExecutor) {
  return {
    /** Notes that a shop is closed. Safe to repeat. */
    async add(shopId: string): Promise<void> {
      await sql.$executeRawUnsafe("INSERT INTO closed_shops (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", shopId);
    },

    /** Those among `shopIds` that are closed. */
    async findAmong(shopIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await sql.$queryRawUnsafe<{ shop_id: string }[]>(
        "SELECT shop_id FROM closed_shops WHERE shop_id = ANY($1::text[])",
        shopIds,
      );
      return new Set(rows.map(({ shop_id }) => shop_id));
    },
  };
}
