import { type Reaction, reactTo } from "#platform/events/inbox.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { money } from "#platform/money/money.ts";
import type { Now } from "#platform/time/clock.ts";
import { PaymentCaptured } from "../../../payments/contract/events.ts";
import { OrderPaid, PaymentUnwanted } from "../../contract/events.ts";
import type { OrdersStore } from "../database.ts";
import type { AccessKeys } from "../order/access-key.ts";
import { recordStatus } from "../order/record-status.ts";
import { judgeUnwanted, unwantedEventId } from "../order/order.ts";
import { toPaidOrderFacts } from "../order/order-facts.ts";

/**
 * Marks the order paid if it still waits for exactly this amount. Any other payment (late, second, of another amount, for
 * an unknown order) goes back: `PaymentUnwanted`, once for each payment however often it is delivered.
 */
export const createOnPaymentCaptured = (deps: { accessKeys: AccessKeys; now: Now }): Reaction<OrdersStore> =>
  reactTo(
    PaymentCaptured,
    "orders.on-payment-captured",
    async ({ orders, orderLines, outbox }: OrdersStore, captured) => {
      const { orderId, paymentId } = captured;
      // A currency that is none of ours equals no order's, which is all that is asked of it.
      const amount = money(BigInt(captured.amountMinor), captured.currency as CurrencyCode);
      const paid = await orders.pay({ orderId, paymentId, amount, paidAt: deps.now() });
      if (paid) {
        const lines = await orderLines.findOfOrder(paid.id);
        const facts = toPaidOrderFacts(paid, lines, deps.accessKeys);
        await outbox.append(OrderPaid, { ...facts, paidAt: paid.paidAt!.toISOString() });
        const step = { action: "order.pay", from: "PENDING_PAYMENT", to: "PAID", paymentId } as const;
        return recordStatus(outbox, paid.id, step);
      }
      const reason = judgeUnwanted(await orders.find({ id: orderId }), { paymentId, amount });
      if (reason) await outbox.append(PaymentUnwanted, { orderId, paymentId, reason }, unwantedEventId(paymentId));
    },
  );
