import type Stripe from "stripe";
import { newId } from "../state/ids.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "../state/tables.ts";
import { noSuch, ok } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route, Scope } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";
import { makeBalanceTransaction } from "./balance-transactions.ts";
import { emitEvent } from "./emit-event.ts";
import { recordMovement } from "./ledger.ts";
import type { Decline } from "./test-cards.ts";

const sevenDaysSeconds = 7 * 24 * 3_600;

/** The approved charge of an intent: captured at once, or only authorised when the intent captures manually. */
export function makeApprovedCharge(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): Charge {
  const captured = intent.capture_method !== "manual";
  const blank = blankCharge(scope, intent, method, authenticated);
  const transaction = captured
    ? makeBalanceTransaction(scope, "charge", blank.id, intent.amount, intent.currency)
    : null;
  const charge = scope.tx.put("charge", {
    ...blank,
    amount_captured: captured ? intent.amount : 0,
    balance_transaction: transaction?.id ?? null,
    captured,
    outcome: outcome("approved_by_network", "authorized", null, "Payment complete."),
    paid: true,
    status: "succeeded",
  });
  recordMovement(scope, captured ? "charge" : "authorization", charge, intent.amount);
  emitEvent(scope, "charge.succeeded", charge);
  return charge;
}

/** The failed charge that a declined try leaves behind. */
export function makeDeclinedCharge(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
): Charge {
  const charge = scope.tx.put("charge", {
    ...blankCharge(scope, intent, method, false),
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: outcome("declined_by_network", "issuer_declined", decline.decline_code, decline.message),
    paid: false,
    status: "failed",
  });
  emitEvent(scope, "charge.failed", charge);
  return charge;
}

/** Takes `amount` of an authorised charge; what is not taken is given back to the card. */
export function captureCharge(scope: Scope, charge: Charge, amount: number): Charge {
  const transaction = makeBalanceTransaction(scope, "charge", charge.id, amount, charge.currency);
  const captured = scope.tx.put("charge", {
    ...charge,
    amount_captured: amount,
    balance_transaction: transaction.id,
    captured: true,
  });
  recordMovement(scope, "capture", captured, amount);
  if (amount < charge.amount) recordMovement(scope, "release", captured, charge.amount - amount);
  emitEvent(scope, "charge.captured", captured);
  return captured;
}

/** Gives an authorised charge back to the card. As at Stripe this shows as `charge.refunded` although no money had moved. */
export function releaseCharge(scope: Scope, charge: Charge): void {
  const released = scope.tx.put("charge", { ...charge, amount_refunded: charge.amount, refunded: true });
  recordMovement(scope, "release", released, charge.amount);
  emitEvent(scope, "charge.refunded", released);
}

function outcome(
  network_status: string,
  type: string,
  reason: string | null,
  seller_message: string,
): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status,
    reason,
    risk_level: "normal",
    risk_score: 20,
    seller_message,
    type,
  };
}

function blankCharge(scope: Scope, intent: PaymentIntent, method: PaymentMethod, authenticated: boolean): Charge {
  return {
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: intent.statement_descriptor ?? "PLEXUS TEST",
    captured: false,
    created: scope.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: "card", card: cardDetails(scope, intent, method, authenticated) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: "pending",
    transfer_data: null,
    transfer_group: null,
  };
}

function cardDetails(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): Stripe.Charge.PaymentMethodDetails.Card {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4 } = method.card;
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand,
    ...(intent.capture_method === "manual" ? { capture_before: scope.now + sevenDaysSeconds } : {}),
    checks,
    country,
    electronic_commerce_indicator: null,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    installments: null,
    last4,
    mandate: null,
    network: brand,
    network_transaction_id: null,
    regulated_status: "unregulated",
    three_d_secure: authenticated ? threeDSecure : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const threeDSecure: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: null,
  version: "2.2.0",
};

function list(call: Call) {
  const intent = call.params.text("payment_intent", null);
  const customer = call.params.text("customer", null);
  const rows = call.tx
    .all("charge")
    .filter(
      (row) => (intent === null || row.payment_intent === intent) && (customer === null || row.customer === customer),
    );
  return listPage(call.params, "/v1/charges", rows);
}

export const chargeRoutes: readonly Route[] = [
  { method: "GET", pattern: "/v1/charges", allow: "secret", handle: list },
  {
    method: "GET",
    pattern: "/v1/charges/:id",
    allow: "secret",
    handle(call) {
      const charge = call.tx.get("charge", idOf(call));
      if (charge === undefined) throw noSuch("charge", idOf(call));
      return ok(charge);
    },
  },
];
