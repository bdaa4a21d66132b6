import { newId } from "../state/ids.ts";
import type { Charge, PaymentIntent, Refund } from "../state/tables.ts";
import { badParam, badState, missingParam, noSuch, noSuchParam, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";
import { makeBalanceTransaction } from "./balance-transactions.ts";
import { emitEvent } from "./emit-event.ts";
import { recordMovement } from "./ledger.ts";

const reasons = ["duplicate", "fraudulent", "requested_by_customer"] as const;

/** The charge to refund, by `charge` or `payment_intent`. */
function requireCharge(call: Call): Charge {
  const chargeId = call.params.text("charge", null);
  const intentId = call.params.text("payment_intent", null);
  if (chargeId === null && intentId === null) throw missingParam("payment_intent");
  if (chargeId !== null) {
    const charge = call.tx.get("charge", chargeId);
    if (charge === undefined || (intentId !== null && charge.payment_intent !== intentId))
      throw noSuchParam("charge", chargeId, "charge");
    return charge;
  }
  const intent: PaymentIntent | undefined = call.tx.get("payment_intent", intentId ?? "");
  if (intent === undefined) throw noSuchParam("payment_intent", intentId ?? "", "payment_intent");
  const charge = intent.latest_charge === null ? undefined : call.tx.get("charge", intent.latest_charge);
  if (charge === undefined || charge.status !== "succeeded") {
    throw badState(null, `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: "payment_intent",
    });
  }
  return charge;
}

/** All refunds of a charge together never exceed what was captured of it. */
function create(call: Call): Answer {
  const charge = requireCharge(call);
  const sent = call.params.integer("amount");
  const reason = call.params.choice("reason", reasons) ?? null;
  const metadata = call.params.metadata();
  if (charge.status !== "succeeded")
    throw badState(null, `Charge ${charge.id} failed and cannot be refunded.`, { param: "charge" });
  if (!charge.captured) {
    throw badState(null, `Charge ${charge.id} has not been captured. Cancel its PaymentIntent to release the funds.`, {
      param: "charge",
    });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) throw badState("charge_already_refunded", `Charge ${charge.id} has already been refunded.`);
  const amount = sent ?? left;
  if (amount < 1) throw badParam("amount", "Invalid positive integer", "parameter_invalid_integer");
  if (amount > left) {
    throw badState(null, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: "amount",
    });
  }
  const refund = makeRefund(call, charge, amount, { reason, metadata });
  const amount_refunded = charge.amount_refunded + amount;
  const changed = call.tx.put("charge", {
    ...charge,
    amount_refunded,
    refunded: amount_refunded === charge.amount_captured,
  });
  recordMovement(call, "refund", changed, amount, refund);
  emitEvent(call, "refund.created", refund);
  emitEvent(call, "charge.refunded", changed);
  return ok(refund);
}

function makeRefund(call: Call, charge: Charge, amount: number, given: Pick<Refund, "reason" | "metadata">): Refund {
  const id = newId("re");
  return call.tx.put("refund", {
    id,
    object: "refund",
    amount,
    balance_transaction: makeBalanceTransaction(call, "refund", id, -amount, charge.currency).id,
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      type: "card",
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
    },
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
    ...given,
  });
}

function requireOwn(call: Call): Refund {
  const refund = call.tx.get("refund", idOf(call));
  if (refund === undefined) throw noSuch("refund", idOf(call));
  return refund;
}

function update(call: Call): Answer {
  const refund = requireOwn(call);
  const changed = call.tx.put("refund", { ...refund, metadata: call.params.metadata(refund.metadata ?? {}) });
  emitEvent(call, "refund.updated", changed);
  return ok(changed);
}

function list(call: Call): Answer {
  const charge = call.params.text("charge", null);
  const intent = call.params.text("payment_intent", null);
  const rows = call.tx
    .all("refund")
    .filter(
      (refund) =>
        (charge === null || refund.charge === charge) && (intent === null || refund.payment_intent === intent),
    );
  return listPage(call.params, "/v1/refunds", rows);
}

export const refundRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/refunds", allow: "secret", handle: create },
  { method: "GET", pattern: "/v1/refunds", allow: "secret", handle: list },
  { method: "GET", pattern: "/v1/refunds/:id", allow: "secret", handle: (call) => ok(requireOwn(call)) },
  { method: "POST", pattern: "/v1/refunds/:id", allow: "secret", handle: update },
];
