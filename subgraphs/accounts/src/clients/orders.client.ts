import { z } from "zod";
import type { ShopId } from "#platform/ids/id.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";

/** What orders knows that keeps a shop from closing. */
export interface ShopCloseBlockers {
  /** Orders with lines of the shop that wait for their payment, or are paid and not finished. */
  openOrders: number;
}

export interface OrdersClient {
  /** @throws AppError UNAVAILABLE when orders does not answer. */
  findShopCloseBlockers(shopId: ShopId, context: CallContext): Promise<ShopCloseBlockers>;
}

const answer = z.object({ shopCloseBlockers: z.object({ openOrders: z.int().nonnegative() }) });

const QUERY = `query AccountsShopCloseBlockers($shopId: ID!) {
  shopCloseBlockers(shopId: $shopId) { openOrders }
}`;

/** `orders` is called for each question: siblings may know each other, so it may not exist yet when this is made. */
export const createOrdersClient = (orders: () => Neighbour): OrdersClient => ({
  async findShopCloseBlockers(shopId, context) {
    const { shopCloseBlockers } = await ask(orders(), { query: QUERY, variables: { shopId } }, answer, context);
    return shopCloseBlockers;
  },
});
