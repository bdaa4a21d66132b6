import type Stripe from "stripe";
import type { IntentDetail, PaymentIntent, PaymentMethod } from "../state/tables.ts";
import { cardRefused, ok } from "../wire/api-error.ts";
import type { Answer, ErrorBody } from "../wire/api-error.ts";
import type { Scope } from "../wire/call.ts";
import { makeApprovedCharge, makeDeclinedCharge } from "./charges.ts";
import { completeSession } from "./complete-session.ts";
import { decidePayment, notForced } from "./decide-payment.ts";
import { emitEvent } from "./emit-event.ts";
import { attach, requireCard, testCardOf } from "./payment-methods.ts";
import { declines } from "./test-cards.ts";
import type { Decline } from "./test-cards.ts";

interface Try {
  method: PaymentMethod;
  /** The person has just authenticated. */
  authenticated: boolean;
  offSession: boolean;
  /** Decline instead of asking the person to authenticate. */
  refuseAuthentication: boolean;
}

/**
 * Tries to pay an intent that is waiting for payment. The answer is the intent (succeeded, requires_capture or
 * requires_action) or a 402; either way the try is recorded.
 */
export function payIntent(
  scope: Scope,
  intent: PaymentIntent,
  { method, authenticated, offSession, refuseAuthentication }: Try,
): Answer {
  const decision = decidePayment({
    card: testCardOf(scope, method.id),
    setUp: requireCard(scope, method.id).setUp,
    authenticated,
    offSession,
    forced: authenticated ? notForced : scope.forced(),
  });
  switch (decision.kind) {
    case "approve":
      return ok(approve(scope, intent, method, authenticated));
    case "decline":
      return decline(scope, intent, method, decision.decline);
    case "authenticate":
      if (refuseAuthentication) return decline(scope, intent, method, declines.authentication_required);
      return ok(askForAuthentication(scope, intent, method));
  }
}

function approve(scope: Scope, intent: PaymentIntent, method: PaymentMethod, authenticated: boolean): PaymentIntent {
  const charge = makeApprovedCharge(scope, intent, method, authenticated);
  const paid = scope.tx.put("payment_intent", {
    ...intent,
    ...(charge.captured
      ? { status: "succeeded", amount_received: intent.amount, amount_capturable: 0 }
      : { status: "requires_capture", amount_received: 0, amount_capturable: intent.amount }),
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
  });
  emitEvent(scope, charge.captured ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated", paid);

  const saves = intent.setup_future_usage !== null && intent.customer !== null;
  if (saves && intent.customer !== null) attach(scope, method, intent.customer);
  const card = requireCard(scope, method.id);
  scope.tx.put("card", { ...card, spent: method.customer === null && !saves, setUp: card.setUp || saves });
  const session = detailOf(scope, intent.id).session;
  if (session !== null) completeSession(scope, session, paid, method);
  return paid;
}

function decline(scope: Scope, intent: PaymentIntent, method: PaymentMethod, reason: Decline): Answer {
  const charge = makeDeclinedCharge(scope, intent, method, reason);
  const error: Stripe.PaymentIntent.LastPaymentError = {
    type: "card_error",
    charge: charge.id,
    code: reason.code,
    decline_code: reason.decline_code,
    message: reason.message,
    payment_method: method,
  };
  const failed = failIntent(scope, { ...intent, latest_charge: charge.id }, error);
  return cardRefused({ ...reason, charge: charge.id, payment_intent: failed, payment_method: method });
}

/** The person refused or failed to authenticate: the intent waits for another payment method. */
export function failAuthentication(scope: Scope, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  return failIntent(scope, intent, {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    message:
      "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to " +
      "attempt to fulfill this PaymentIntent again.",
    payment_method: method,
  });
}

function failIntent(scope: Scope, intent: PaymentIntent, error: Stripe.PaymentIntent.LastPaymentError): PaymentIntent {
  const failed = scope.tx.put("payment_intent", {
    ...intent,
    status: "requires_payment_method",
    last_payment_error: error,
    next_action: null,
    payment_method: null,
  });
  emitEvent(scope, "payment_intent.payment_failed", failed);
  return failed;
}

function askForAuthentication(scope: Scope, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  const url = `${scope.origin}/3ds/${intent.id}?client_secret=${intent.client_secret}`;
  const asked = scope.tx.put("payment_intent", {
    ...intent,
    status: "requires_action",
    last_payment_error: null,
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { url, return_url: detailOf(scope, intent.id).returnUrl },
    },
    payment_method: method.id,
  });
  emitEvent(scope, "payment_intent.requires_action", asked);
  return asked;
}

export const detailOf = (scope: Scope, intentId: string): IntentDetail =>
  scope.tx.get("intent_detail", intentId) ?? { id: intentId, createdWithKey: null, session: null, returnUrl: null };

/** The `error` of an answer, for pages that show it. */
export const errorIn = (answer: Answer): ErrorBody | null =>
  "error" in answer.body ? (answer.body.error as ErrorBody) : null;
