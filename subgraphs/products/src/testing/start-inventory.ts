import { expect } from "vitest";
import { idFromBytes, newId, type ShopId } from "#platform/ids/id.ts";
import type { ShopRole, Viewer } from "#platform/identity/viewer.ts";
import { makeProduct, makeVariant } from "./make-product.ts";
import { countRows } from "./read-stock.ts";
import { startTestProducts } from "./start-test-products.ts";

const now = new Date();

export interface Adjusted {
  adjustment: { id: string; changes: object[] } | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

/** The `number`-th shop of a test. */
export const shopNumber = (number: number): ShopId => idFromBytes("shop", new Uint8Array(16).fill(number));

export const personOf = (shopId: ShopId, roles: readonly ShopRole[]) => ({
  kind: "user" as const,
  userId: newId("user", now),
  sessionId: newId("sess", now),
  scopes: [],
  memberships: [{ shopId, roles }],
});

export const keyOf = (shopId: ShopId, roles: readonly ShopRole[]): Viewer => ({
  kind: "apiKey",
  apiKeyId: newId("key", now),
  userId: newId("user", now),
  scopes: [],
  memberships: [{ shopId, roles }],
});

const ADJUST = `mutation ($input: InventoryAdjustInput!) { inventoryAdjust(input: $input) {
  adjustment { id reason note adjustedAt changes { variantId before after } } userErrors { code field message } } }`;

/** The subgraph, with what tests of a shop's stock do again and again. */
export async function startInventory() {
  const test = await startTestProducts();
  let keys = 0;
  const adjustRaw = (viewer: Viewer, changes: object[], rest: Record<string, unknown> = {}) =>
    test.graphql(
      ADJUST,
      { input: { idempotencyKey: `key-${String(++keys).padStart(8, "0")}`, reason: "RECEIVED", changes, ...rest } },
      { viewer },
    );
  return {
    ...test,
    adjustRaw,
    async adjust(...call: Parameters<typeof adjustRaw>): Promise<Adjusted> {
      const { data, errors } = await adjustRaw(...call);
      expect(errors).toBeUndefined();
      return data!["inventoryAdjust"] as Adjusted;
    },
    async storeProduct(
      shopId: ShopId,
      available: number,
      variants = 1,
      overrides: Parameters<typeof makeProduct>[0] = {},
    ) {
      const product = makeProduct({
        shopId,
        variants: Array.from({ length: variants }, () => makeVariant()),
        ...overrides,
      });
      await test.store([product], { available });
      return { product, variantId: product.variants[0]!.id, variantIds: product.variants.map(({ id }) => id) };
    },
    /** Everything that a change of stock can write, to show that nothing was written. */
    written: async () => ({
      levels: (await test.pool.query("SELECT * FROM stock_levels ORDER BY variant_id")).rows as unknown[],
      movements: await countRows(test.pool, "stock_movements"),
      events: await countRows(test.pool, "outbox_events"),
    }),
  };
}
