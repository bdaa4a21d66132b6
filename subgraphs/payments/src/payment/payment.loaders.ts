import DataLoader from "dataloader";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Payment } from "./payment.ts";
import { canRead } from "./payment.policy.ts";
import type { PaymentRepository } from "./payment.repository.ts";

export type PaymentLoaders = ReturnType<typeof createPaymentLoaders>;

/** Made once per request, for one viewer: what the viewer may not see is not there. */
export function createPaymentLoaders(payments: PaymentRepository, viewer: Viewer) {
  const visible = (found: readonly Payment[]) => found.filter((payment) => canRead(viewer, payment));
  return {
    byId: new DataLoader<string, Payment | null>(async (ids) => {
      const found = new Map(visible(await payments.findByIds(ids)).map((payment) => [payment.id as string, payment]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    byOrder: new DataLoader<string, Payment[]>(async (orderIds) => {
      const found = Map.groupBy(visible(await payments.findByOrders(orderIds)), ({ orderId }) => orderId as string);
      return orderIds.map((orderId) => found.get(orderId) ?? []);
    }),
  };
}
