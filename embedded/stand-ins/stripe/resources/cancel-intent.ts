import type { PaymentIntent } from "../state/tables.ts";
import { badState, noSuch, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Scope } from "../wire/call.ts";
import { releaseCharge } from "./charges.ts";
import { emitEvent } from "./emit-event.ts";
import { detailOf } from "./pay-intent.ts";

const reasons = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"] as const;
const final: readonly PaymentIntent["status"][] = ["succeeded", "canceled"];

export function cancelIntent(call: Call): Answer {
  const intent = call.tx.get("payment_intent", idOf(call));
  if (intent === undefined) throw noSuch("payment_intent", idOf(call));
  const reason = call.params.choice("cancellation_reason", reasons) ?? null;
  if (final.includes(intent.status)) {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action.`;
    throw badState("payment_intent_unexpected_state", message, { payment_intent: intent });
  }
  if (detailOf(call, intent.id).session !== null && intent.status !== "requires_capture") {
    throw badState(
      null,
      "You cannot cancel the PaymentIntent of a Checkout Session. Expire the Checkout Session instead.",
    );
  }
  return ok(endIntent(call, intent, reason));
}

/** Cancels an intent that has not been paid and gives back what is held for it. */
export function endIntent(
  scope: Scope,
  intent: PaymentIntent,
  reason: PaymentIntent["cancellation_reason"],
): PaymentIntent {
  const charge =
    intent.status === "requires_capture" && intent.latest_charge !== null
      ? scope.tx.get("charge", intent.latest_charge)
      : undefined;
  if (charge !== undefined) releaseCharge(scope, charge);
  const canceled = scope.tx.put("payment_intent", {
    ...intent,
    amount_capturable: 0,
    canceled_at: scope.now,
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  });
  emitEvent(scope, "payment_intent.canceled", canceled);
  return canceled;
}
