import type pg from "pg";
import type { PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import { namedStatement } from "../named-statement.ts";
import type { InventoryFilter, InventoryLevel, StockMovement } from "./inventory.ts";

export type InventoryReads = ReturnType<typeof createInventoryReads>;

/**
 * What a shop may know of its stock, read without locks and never from a cache. Variants that have been deleted are left out.
 * `lowStockUnits` is the threshold of levels that have none of their own.
 */
export function createInventoryReads(pool: Pick<pg.Pool, "query">, lowStockUnits: number) {
  return {
    /** Levels by variant, by one statement. */
    async findLevels(variantIds: readonly string[]): Promise<ReadonlyMap<string, InventoryLevel>> {
      const text = `${SELECT_LEVELS} AND variant_id = ANY($2::text[])`;
      const { rows } = await pool.query<InventoryLevel>(namedStatement(text, [lowStockUnits, variantIds]));
      return new Map(rows.map((row) => [row.variantId, row]));
    },

    /** Those of `variantIds` that one of the shops has. */
    async findIds(variantIds: readonly string[], shopIds: readonly string[]): Promise<ReadonlySet<string>> {
      const ids = variantIds.filter((id) => parseId("var", id) !== null);
      const { rows } = await pool.query<{ variant_id: string }>(
        `SELECT variant_id FROM stock_levels
         WHERE variant_id = ANY($1::text[]) AND shop_id = ANY($2::text[]) AND sku IS NOT NULL`,
        [ids, shopIds],
      );
      return new Set(rows.map(({ variant_id }) => variant_id));
    },

    /** A page of what a shop stocks, in the order in which variants were made, one row more than asked for when there is more. */
    async findPage(shopId: string, filter: InventoryFilter | null, page: PageRequest): Promise<InventoryLevel[]> {
      const cursor = readVariantCursor(page);
      const behind = cursor === null ? "" : ` AND variant_id ${page.backward ? "<" : ">"} $3`;
      const text = `${SELECT_LEVELS} AND shop_id = $2${behind}${filterOf(filter)}
ORDER BY variant_id ${page.backward ? "DESC" : "ASC"} LIMIT ${page.limit + 1}`;
      const values = [lowStockUnits, shopId, ...(cursor === null ? [] : [cursor])];
      return (await pool.query<InventoryLevel>(namedStatement(text, values))).rows;
    },

    async count(shopId: string, filter: InventoryFilter | null): Promise<number> {
      const text = `SELECT count(*)::int AS count FROM (${SELECT_LEVELS} AND shop_id = $2${filterOf(filter)}) AS level`;
      const { rows } = await pool.query<{ count: number }>(namedStatement(text, [lowStockUnits, shopId]));
      return rows[0]!.count;
    },

    /** One page of the movements of each of `variantIds`, newest first, one row more than asked for when there is more. */
    async findMovementPages(
      variantIds: readonly string[],
      page: PageRequest,
    ): Promise<ReadonlyMap<string, StockMovement[]>> {
      const direction = page.backward ? "ASC" : "DESC";
      const cursor = readMovementCursor(page);
      const behind = cursor === null ? "" : ` AND id ${page.backward ? ">" : "<"} $2::bigint`;
      const text = `SELECT movement.* FROM unnest($1::text[]) AS variant (id) CROSS JOIN LATERAL (
  ${SELECT_MOVEMENTS} WHERE variant_id = variant.id${behind} ORDER BY stock_movements.id ${direction} LIMIT ${page.limit + 1}
) AS movement ORDER BY movement.id::bigint ${direction}`;
      const values = [variantIds, ...(cursor === null ? [] : [cursor])];
      const { rows } = await pool.query<StockMovement>(namedStatement(text, values));
      const pages = new Map<string, StockMovement[]>(variantIds.map((id) => [id, []]));
      for (const row of rows) pages.get(row.variantId)?.push(row);
      return pages;
    },

    /** How many movements each has had; those without are left out. */
    async countMovements(variantIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const { rows } = await pool.query<{ variant_id: string; count: number }>(
        namedStatement(
          `SELECT variant_id, count(*)::int AS count FROM stock_movements
           WHERE variant_id = ANY($1::text[]) GROUP BY variant_id`,
          [variantIds],
        ),
      );
      return new Map(rows.map(({ variant_id, count }) => [variant_id, count]));
    },
  };
}

const THRESHOLD = "COALESCE(low_stock_threshold, $1::int)";

const SELECT_LEVELS = `
SELECT variant_id AS "variantId", product_id AS "productId", title, variant_title AS "variantTitle", sku, available, reserved,
       sold, ${THRESHOLD} AS "lowStockThreshold"
FROM stock_levels WHERE sku IS NOT NULL`;

const SELECT_MOVEMENTS = `
SELECT id::text AS id, variant_id AS "variantId", available_delta AS "availableDelta", reserved_delta AS "reservedDelta",
       sold_delta AS "soldDelta", reason, reference, note, actor_user_id AS "actorUserId", actor_api_key_id AS "actorApiKeyId",
       moved_at AS "movedAt"
FROM stock_movements`;

function filterOf(filter: InventoryFilter | null): string {
  switch (filter) {
    case null:
      return "";
    case "LOW":
      return ` AND available > 0 AND available <= ${THRESHOLD}`;
    case "OUT":
      return " AND available = 0";
  }
}

function readVariantCursor({ cursor }: PageRequest): string | null {
  if (cursor === null) return null;
  const [id] = cursor;
  if (typeof id !== "string" || parseId("var", id) === null) throw foreignCursor();
  return id;
}

function readMovementCursor({ cursor }: PageRequest): string | null {
  if (cursor === null) return null;
  const [id] = cursor;
  if (typeof id !== "string" || !/^\d{1,18}$/.test(id)) throw foreignCursor();
  return id;
}

const foreignCursor = () => new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
