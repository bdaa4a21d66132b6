import type Stripe from "stripe";
import { newId, randomText } from "../state/ids.ts";
import type { PaymentMethod, SetupIntent } from "../state/tables.ts";
import { badState, cardRefused, noSuch, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route, Scope } from "../wire/call.ts";
import { forCaller } from "../wire/client-view.ts";
import { listPage } from "../wire/list-page.ts";
import { requireCustomer } from "./customers.ts";
import { decidePayment, notForced } from "./decide-payment.ts";
import { emitEvent } from "./emit-event.ts";
import { detailOf } from "./pay-intent.ts";
import { attach, requireCard, testCardOf } from "./payment-methods.ts";
import { readUrl } from "./read-details.ts";
import { readMethodTypes, readPaymentMethod, requireIntentFor } from "./read-intent.ts";

function create(call: Call): Answer {
  const { params } = call;
  const customerId = params.text("customer", null);
  const customer = customerId === null ? null : requireCustomer(call, customerId).id;
  const method = readPaymentMethod(call, params, customer);
  const id = newId("seti");
  const intent = call.tx.put("setup_intent", {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: readMethodTypes(params),
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: call.now,
    customer,
    customer_account: null,
    description: params.text("description", null),
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: params.metadata(),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: method === null ? "requires_payment_method" : "requires_confirmation",
    usage: params.choice("usage", ["off_session", "on_session"]) ?? "off_session",
  });
  call.tx.put("intent_detail", {
    id,
    createdWithKey: call.idempotencyKey,
    session: null,
    returnUrl: readUrl(params, "return_url"),
  });
  emitEvent(call, "setup_intent.created", intent);
  params.ignore("use_stripe_sdk", "mandate_data");
  if (params.flag("confirm") !== true) return ok(intent);
  return trySetUp(call, intent, method);
}

const open: readonly SetupIntent["status"][] = ["requires_payment_method", "requires_confirmation", "requires_action"];

function confirm(call: Call): Answer {
  const intent = requireIntentFor(call, "setup_intent");
  if (!open.includes(intent.status)) {
    const message = `You cannot confirm this SetupIntent because it has a status of ${intent.status}.`;
    throw badState("setup_intent_unexpected_state", message, { setup_intent: intent });
  }
  const sent = readPaymentMethod(call, call.params, intent.customer);
  const kept = intent.payment_method === null ? undefined : call.tx.get("payment_method", intent.payment_method);
  const returnUrl = readUrl(call.params, "return_url");
  call.params.ignore("use_stripe_sdk", "mandate_data");
  const detail = detailOf(call, intent.id);
  call.tx.put("intent_detail", { ...detail, returnUrl: returnUrl ?? detail.returnUrl });
  return trySetUp(call, intent, sent ?? kept ?? null);
}

function trySetUp(call: Call, intent: SetupIntent, method: PaymentMethod | null): Answer {
  if (method === null) {
    throw badState(
      "setup_intent_unexpected_state",
      "You cannot confirm this SetupIntent because it's missing a payment method.",
      {
        setup_intent: intent,
      },
    );
  }
  return setUp(call, intent, method, false);
}

/** Tries to make a card ready for later payments: saved to the customer, asked for authentication, or declined. */
export function setUp(scope: Scope, intent: SetupIntent, method: PaymentMethod, authenticated: boolean): Answer {
  const card = testCardOf(scope, method.id);
  const decision = decidePayment({
    card: card.attachable ? { ...card, decline: null } : card,
    setUp: requireCard(scope, method.id).setUp,
    authenticated,
    offSession: false,
    forced: authenticated ? notForced : scope.forced(),
  });
  if (decision.kind === "authenticate") return ok(askForAuthentication(scope, intent, method));
  if (decision.kind === "decline") {
    const { decline } = decision;
    const failed = failSetUp(scope, intent, { type: "card_error", ...decline, payment_method: method });
    return cardRefused({ ...decline, setup_intent: failed, payment_method: method });
  }
  if (intent.customer !== null) attach(scope, method, intent.customer);
  scope.tx.put("card", { ...requireCard(scope, method.id), setUp: true });
  const done = scope.tx.put("setup_intent", {
    ...intent,
    last_setup_error: null,
    next_action: null,
    payment_method: method.id,
    status: "succeeded",
  });
  emitEvent(scope, "setup_intent.succeeded", done);
  return ok(done);
}

/** Notes why a card could not be set up; the intent waits for another one. */
export function failSetUp(scope: Scope, intent: SetupIntent, error: Stripe.SetupIntent.LastSetupError): SetupIntent {
  const failed = scope.tx.put("setup_intent", {
    ...intent,
    last_setup_error: error,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
  emitEvent(scope, "setup_intent.setup_failed", failed);
  return failed;
}

function askForAuthentication(scope: Scope, intent: SetupIntent, method: PaymentMethod): SetupIntent {
  const url = `${scope.origin}/3ds/${intent.id}?client_secret=${intent.client_secret}`;
  const asked = scope.tx.put("setup_intent", {
    ...intent,
    last_setup_error: null,
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { url, return_url: detailOf(scope, intent.id).returnUrl },
    },
    payment_method: method.id,
    status: "requires_action",
  });
  emitEvent(scope, "setup_intent.requires_action", asked);
  return asked;
}

function cancel(call: Call): Answer {
  const intent = call.tx.get("setup_intent", idOf(call));
  if (intent === undefined) throw noSuch("setup_intent", idOf(call));
  const cancellation_reason =
    call.params.choice("cancellation_reason", ["abandoned", "duplicate", "requested_by_customer"]) ?? null;
  if (!open.includes(intent.status)) {
    const message = `You cannot cancel this SetupIntent because it has a status of ${intent.status}.`;
    throw badState("setup_intent_unexpected_state", message, { setup_intent: intent });
  }
  const canceled = call.tx.put("setup_intent", {
    ...intent,
    cancellation_reason,
    next_action: null,
    status: "canceled",
  });
  emitEvent(call, "setup_intent.canceled", canceled);
  return ok(canceled);
}

function list(call: Call): Answer {
  const customer = call.params.text("customer", null);
  const method = call.params.text("payment_method", null);
  const rows = call.tx
    .all("setup_intent")
    .filter(
      (row) => (customer === null || row.customer === customer) && (method === null || row.payment_method === method),
    );
  return listPage(call.params, "/v1/setup_intents", rows);
}

export const setupIntentRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/setup_intents", allow: "secret", handle: create },
  { method: "GET", pattern: "/v1/setup_intents", allow: "secret", handle: list },
  {
    method: "GET",
    pattern: "/v1/setup_intents/:id",
    allow: "client",
    handle: (call) => forCaller(call, ok(requireIntentFor(call, "setup_intent"))),
  },
  {
    method: "POST",
    pattern: "/v1/setup_intents/:id/confirm",
    allow: "client",
    handle: (call) => forCaller(call, confirm(call)),
  },
  { method: "POST", pattern: "/v1/setup_intents/:id/cancel", allow: "secret", handle: cancel },
];
