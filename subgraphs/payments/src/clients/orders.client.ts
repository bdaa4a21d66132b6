import { z } from "zod";
import type { OrderId, UserId } from "#platform/ids/id.ts";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";

/** What payments needs to know of an order to collect its money. */
export interface PayableOrder {
  id: OrderId;
  number: string;
  status: string;
  customerId: UserId | null;
  email: string;
  total: Money;
}

export interface OrdersClient {
  /** The order, whoever it belongs to, or null. @throws AppError UNAVAILABLE */
  findOrder(id: OrderId, context: CallContext): Promise<PayableOrder | null>;
}

const answer = z.object({
  orderForPayment: z
    .object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      customerId: z.string().nullable(),
      email: z.string(),
      total: z.object({ minorUnits: z.int().positive(), currencyCode: z.enum(CURRENCY_CODES) }),
    })
    .nullable(),
});

const QUERY = `query OrderForPayment($id: ID!) {
  orderForPayment(id: $id) { id number status customerId email total { minorUnits currencyCode } }
}`;

export const createOrdersClient = (orders: () => Neighbour): OrdersClient => ({
  async findOrder(id, context) {
    const { orderForPayment: order } = await ask(orders(), { query: QUERY, variables: { id } }, answer, context);
    if (!order) return null;
    const { total, ...rest } = order;
    return {
      ...rest,
      id: order.id as OrderId,
      customerId: order.customerId as UserId | null,
      total: { minor: BigInt(total.minorUnits), currency: total.currencyCode },
    };
  },
});
