import type { PaymentIntent } from "../state/tables.ts";
import { badState, missingParam, noSuch, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route } from "../wire/call.ts";
import { forCaller } from "../wire/client-view.ts";
import { listPage } from "../wire/list-page.ts";
import { cancelIntent } from "./cancel-intent.ts";
import { captureIntent } from "./capture-intent.ts";
import { requireCustomer } from "./customers.ts";
import { makeIntent } from "./make-intent.ts";
import { detailOf, payIntent } from "./pay-intent.ts";
import { checkChargeable, readCurrency, readShipping, readUrl } from "./read-details.ts";
import { futureUsages, readIntentFields, readMethodTypes, readPaymentMethod, requireIntentFor } from "./read-intent.ts";

function create(call: Call): Answer {
  const { params } = call;
  const amount = params.integer("amount");
  if (amount === undefined) throw missingParam("amount");
  const currency = readCurrency(params);
  checkChargeable(amount, currency, "amount");
  const customerId = params.text("customer", null);
  const customer = customerId === null ? null : requireCustomer(call, customerId).id;
  params.choice("confirmation_method", ["automatic"]);
  const method = readPaymentMethod(call, params, customer);
  const returnUrl = readUrl(params, "return_url");
  const automatic_payment_methods = readMethodTypes(params);
  const intent = makeIntent(
    call,
    {
      ...readIntentFields(params),
      amount,
      currency,
      customer,
      payment_method: method?.id ?? null,
      automatic_payment_methods,
    },
    { session: null, createdWithKey: call.idempotencyKey, returnUrl },
  );
  const options = readTryOptions(call);
  if (params.flag("confirm") !== true) return ok(intent);
  if (method === null) throw lacksMethod(intent);
  return payIntent(call, intent, { method, authenticated: false, ...options });
}

/** How a confirmation may end; only the merchant decides this. */
function readTryOptions({ params, caller }: Call): { offSession: boolean; refuseAuthentication: boolean } {
  params.ignore("use_stripe_sdk", "mandate_data");
  if (caller !== "secret") return { offSession: false, refuseAuthentication: false };
  return {
    offSession: params.flag("off_session") ?? false,
    refuseAuthentication: params.flag("error_on_requires_action") ?? false,
  };
}

const lacksMethod = (intent: PaymentIntent): Error =>
  badState(
    "payment_intent_unexpected_state",
    "You cannot confirm this PaymentIntent because it's missing a payment method. Update it with a payment method or send one.",
    { payment_intent: intent },
  );

const payable: readonly PaymentIntent["status"][] = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
];

function confirm(call: Call): Answer {
  const { params } = call;
  const found = requireIntentFor(call, "payment_intent");
  if (!payable.includes(found.status)) {
    const reason =
      found.status === "succeeded"
        ? "it has already succeeded after being previously confirmed"
        : `it has a status of ${found.status}`;
    throw badState("payment_intent_unexpected_state", `You cannot confirm this PaymentIntent because ${reason}.`, {
      payment_intent: found,
    });
  }
  const sent = readPaymentMethod(call, params, found.customer);
  const method =
    sent ?? (found.payment_method === null ? null : (call.tx.get("payment_method", found.payment_method) ?? null));
  const intent = {
    ...found,
    receipt_email: params.text("receipt_email", found.receipt_email),
    setup_future_usage: params.choice("setup_future_usage", futureUsages) ?? found.setup_future_usage,
    shipping: params.has("shipping") ? readShipping(params.object("shipping")) : found.shipping,
  };
  const returnUrl = readUrl(params, "return_url");
  const options = readTryOptions(call);
  readMethodTypes(params);
  if (method === null) throw lacksMethod(found);
  const detail = detailOf(call, found.id);
  call.tx.put("intent_detail", { ...detail, returnUrl: returnUrl ?? detail.returnUrl });
  return payIntent(call, intent, { method, authenticated: false, ...options });
}

function update(call: Call): Answer {
  const { params } = call;
  const intent = call.tx.get("payment_intent", idOf(call)) ?? raise(noSuch("payment_intent", idOf(call)));
  const amount = params.integer("amount") ?? intent.amount;
  const currency = params.has("currency") ? readCurrency(params) : intent.currency;
  const customerId = params.text("customer", intent.customer);
  const method = readPaymentMethod(call, params, customerId);
  const fields = readIntentFields(params, intent);
  const price = amount !== intent.amount || currency !== intent.currency;
  const terms =
    price || method !== null || customerId !== intent.customer || fields.capture_method !== intent.capture_method;
  if (terms && !payable.includes(intent.status)) {
    const message = `This PaymentIntent's amount, currency, customer, capture and payment method cannot be changed because it has a status of ${intent.status}.`;
    throw badState("payment_intent_unexpected_state", message, { payment_intent: intent });
  }
  if (price) checkChargeable(amount, currency, "amount");
  const customer = customerId === null ? null : requireCustomer(call, customerId).id;
  const payment_method = method?.id ?? intent.payment_method;
  const changed = { ...intent, ...fields, amount, currency, customer, payment_method };
  if (!price && method === null) return ok(call.tx.put("payment_intent", changed));
  const status = payment_method === null ? "requires_payment_method" : "requires_confirmation";
  return ok(call.tx.put("payment_intent", { ...changed, status, next_action: null }));
}

function raise(error: Error): never {
  throw error;
}

function list(call: Call): Answer {
  const customer = call.params.text("customer", null);
  const rows = call.tx.all("payment_intent").filter((intent) => customer === null || intent.customer === customer);
  return listPage(call.params, "/v1/payment_intents", rows);
}

export const paymentIntentRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/payment_intents", allow: "secret", handle: create },
  { method: "GET", pattern: "/v1/payment_intents", allow: "secret", handle: list },
  {
    method: "GET",
    pattern: "/v1/payment_intents/:id",
    allow: "client",
    handle: (call) => forCaller(call, ok(requireIntentFor(call, "payment_intent"))),
  },
  { method: "POST", pattern: "/v1/payment_intents/:id", allow: "secret", handle: update },
  {
    method: "POST",
    pattern: "/v1/payment_intents/:id/confirm",
    allow: "client",
    handle: (call) => forCaller(call, confirm(call)),
  },
  { method: "POST", pattern: "/v1/payment_intents/:id/capture", allow: "secret", handle: captureIntent },
  { method: "POST", pattern: "/v1/payment_intents/:id/cancel", allow: "secret", handle: cancelIntent },
];
