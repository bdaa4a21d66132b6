import DataLoader from "dataloader";
import type { RequestContext } from "#platform/graphql/executor.ts";
import type { Payment } from "./payment.ts";
import { canRead, readByScope } from "./payment.policy.ts";
import type { PaymentRepository } from "./payment.repository.ts";

export type PaymentLoaders = ReturnType<typeof createPaymentLoaders>;

/**
 * Made once per request, for one viewer: what the viewer may not see is not there, and what staff sees of somebody else's is
 * recorded before it is.
 */
export function createPaymentLoaders(
  payments: PaymentRepository,
  { viewer, recordReads }: Pick<RequestContext, "viewer" | "recordReads">,
) {
  const visible = async (found: readonly Payment[]): Promise<Payment[]> => {
    const readable = found.filter((payment) => canRead(viewer, payment));
    await recordReads(readByScope(viewer, readable));
    return readable;
  };
  return {
    byId: new DataLoader<string, Payment | null>(async (ids) => {
      const found = new Map(
        (await visible(await payments.findByIds(ids))).map((payment) => [payment.id as string, payment]),
      );
      return ids.map((id) => found.get(id) ?? null);
    }),
    byOrder: new DataLoader<string, Payment[]>(async (orderIds) => {
      const found = Map.groupBy(
        await visible(await payments.findByOrders(orderIds)),
        ({ orderId }) => orderId as string,
      );
      return orderIds.map((orderId) => found.get(orderId) ?? []);
    }),
  };
}
