import { z } from "zod";
import type { OrderId } from "#platform/ids/id.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";
import { holdIdOf } from "../order/order.ts";

export interface MissingStock {
  variantId: string;
  availableQuantity: number;
}

export type StockHold =
  | { kind: "held"; expiresAt: Date }
  /** Nothing is held: these variants have too little. */
  | { kind: "short"; missing: MissingStock[] }
  /** This order's hold is over already (released or run out) and does not come back. */
  | { kind: "ended" };

export type StockClient = ReturnType<typeof createStockClient>;

const holdAnswer = z.object({
  stockHold: z.object({
    reservation: z
      .object({ status: z.enum(["HELD", "COMMITTED", "RELEASED", "EXPIRED"]), expiresAt: z.coerce.date() })
      .nullable(),
    missing: z.array(z.object({ variantId: z.string(), availableQuantity: z.int() })),
  }),
});

const releaseAnswer = z.object({ stockRelease: z.object({ reservation: z.object({ id: z.string() }).nullable() }) });

const HOLD = `mutation OrdersStockHold($input: StockHoldInput!) {
  stockHold(input: $input) {
    reservation { status expiresAt }
    missing { variantId availableQuantity }
  }
}`;

const RELEASE = `mutation OrdersStockRelease($input: StockReleaseInput!) {
  stockRelease(input: $input) { reservation { id } }
}`;

/** What orders asks of products. Both calls may be repeated: the hold's id is derived from the order's. */
export function createStockClient(products: () => Neighbour) {
  return {
    /** Holds all `lines` or none. A repeat returns the same hold with its first expiry. */
    async hold(
      buyer: CallContext,
      order: { orderId: OrderId; lines: readonly { variantId: string; quantity: number }[]; expiresInSeconds: number },
    ): Promise<StockHold> {
      const { orderId, lines, expiresInSeconds } = order;
      const input = {
        holdId: holdIdOf(orderId),
        lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
        expiresInSeconds,
      };
      const { stockHold } = await ask(products(), { query: HOLD, variables: { input } }, holdAnswer, buyer);
      if (stockHold.missing.length > 0) return { kind: "short", missing: stockHold.missing };
      if (stockHold.reservation === null) throw new Error(`products neither held nor missed anything for ${orderId}`);
      const { status, expiresAt } = stockHold.reservation;
      return status === "HELD" ? { kind: "held", expiresAt } : { kind: "ended" };
    },

    /** Gives the order's hold back, and refuses one that arrives later. Leaves committed stock alone. */
    async release(buyer: CallContext, orderId: OrderId): Promise<void> {
      const input = { holdId: holdIdOf(orderId) };
      await ask(products(), { query: RELEASE, variables: { input } }, releaseAnswer, buyer);
    },
  };
}
