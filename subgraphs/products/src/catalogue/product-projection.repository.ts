import type { SqlExecutor } from "#platform/database/sql.ts";
import type { ProductStatus } from "./product.ts";

export type ProductProjectionRepository = ReturnType<typeof createProductProjectionRepository>;

/** A state of a product's document, and what members of its shop find it by. */
export interface ProjectedState {
  readonly productId: string;
  readonly revision: number;
  readonly shopId: string;
  readonly status: ProductStatus;
  readonly createdAt: Date;
}

/** Which state of each product the lists show, inside a transaction. */
export function createProductProjectionRepository(sql: SqlExecutor) {
  return {
    /**
     * Takes the right to show these states, and returns the ids of those whose shown state is no newer. Waits, in id order, for
     * whoever is at one of them: an older state that was read earlier never replaces a newer one.
     */
    async advance(states: readonly ProjectedState[]): Promise<ReadonlySet<string>> {
      const rows = await sql.$queryRawUnsafe<{ product_id: string }[]>(ADVANCE, JSON.stringify(states));
      return new Set(rows.map(({ product_id }) => product_id));
    },
  };
}

const ADVANCE = `
INSERT INTO product_projections AS shown (product_id, revision, shop_id, status, created_at)
SELECT "productId", revision, "shopId", status, "createdAt"
FROM jsonb_to_recordset($1::jsonb)
  AS state ("productId" text, revision int, "shopId" text, status text, "createdAt" timestamptz)
ORDER BY "productId" COLLATE "C"
ON CONFLICT (product_id) DO UPDATE SET
  revision = EXCLUDED.revision, shop_id = EXCLUDED.shop_id, status = EXCLUDED.status, created_at = EXCLUDED.created_at
WHERE shown.revision <= EXCLUDED.revision
RETURNING product_id`;
