import type { CardRecord, PaymentMethod } from "../state/tables.ts";
import { newId } from "../state/ids.ts";
import {
  ApiError,
  badState,
  cardRefused,
  missingParam,
  noSuch,
  noSuchParam,
  ok,
  unsupported,
} from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route, Scope } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";
import type { Params } from "../wire/params.ts";
import { requireCustomer } from "./customers.ts";
import { emitEvent } from "./emit-event.ts";
import { readBillingDetails } from "./read-details.ts";
import { declines, findCardByNumber, findCardByToken, hasValidCheckDigit } from "./test-cards.ts";
import type { TestCard } from "./test-cards.ts";

const spentMessage =
  "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was detached from a " +
  "Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.";

/** A new payment method of a test card. Of a number only the last four digits are kept. */
export function makePaymentMethod(scope: Scope, card: TestCard, params?: Params): PaymentMethod {
  const id = newId("pm");
  const year = new Date(scope.now * 1_000).getUTCFullYear();
  scope.tx.put("card", { id, token: card.token, spent: false, setUp: false });
  return scope.tx.put("payment_method", {
    id,
    object: "payment_method",
    allow_redisplay: params?.choice("allow_redisplay", ["always", "limited", "unspecified"]) ?? "unspecified",
    billing_details: readBillingDetails(params?.object("billing_details")),
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand,
      exp_month: 12,
      exp_year: year + 3,
      fingerprint: `fp${card.number.slice(-14)}`,
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: scope.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: params?.metadata() ?? {},
    type: "card",
  });
}

/** A payment method from `type=card` parameters: a known test number or a `tok_…`. */
export function readNewPaymentMethod(scope: Scope, params: Params): PaymentMethod {
  if (params.requiredText("type") !== "card") throw unsupported("type", "payment methods other than cards");
  const card = params.object("card") ?? raise(missingParam("card"));
  card.ignore("cvc", "networks");
  const month = card.integer("exp_month");
  const year = card.integer("exp_year");
  const token = card.text("token", null);
  const number = card.text("number", null);
  const found =
    token === null ? findCardByNumber(number ?? raise(missingParam("card[number]"))) : findCardByToken(token);
  if (found === undefined) throw unknownCard(number ?? "");
  const method = makePaymentMethod(scope, found, params);
  if (month === undefined || year === undefined) return method;
  return scope.tx.put("payment_method", { ...method, card: { ...method.card, exp_month: month, exp_year: year } });
}

function unknownCard(number: string): ApiError {
  const problem = hasValidCheckDigit(number)
    ? {
        code: "card_declined",
        decline_code: "test_mode_live_card",
        message: "Your card was declined. Use one of the test cards listed in the stand-in's README.",
      }
    : { code: "incorrect_number", param: "number", message: "Your card number is incorrect." };
  return new ApiError(402, { type: "card_error", ...problem }, true);
}

function raise(error: Error): never {
  throw error;
}

/**
 * The payment method a parameter names: one that exists and may pay for `customer`, or a new one for a `pm_card_…` name.
 */
export function resolvePaymentMethod(scope: Scope, reference: string, customer: string | null): PaymentMethod {
  const known = findCardByToken(reference);
  if (known !== undefined) return makePaymentMethod(scope, known);
  const method = scope.tx.get("payment_method", reference);
  if (method === undefined) throw noSuchParam("PaymentMethod", reference, "payment_method");
  if (requireCard(scope, method.id).spent) throw badState(null, spentMessage, { param: "payment_method" });
  if (method.customer !== null && method.customer !== customer) {
    const message = `The payment method ${method.id} belongs to a customer. Include the same customer in the request.`;
    throw badState(null, message, { param: "payment_method" });
  }
  return method;
}

export function requireCard(scope: Scope, paymentMethodId: string): CardRecord {
  const card = scope.tx.get("card", paymentMethodId);
  if (card === undefined) throw new Error(`payment method ${paymentMethodId} has no card record`);
  return card;
}

/** The published test card behind a payment method. */
export function testCardOf(scope: Scope, paymentMethodId: string): TestCard {
  const { token } = requireCard(scope, paymentMethodId);
  const card = findCardByToken(token);
  if (card === undefined) throw new Error(`the journal names the test card ${token}, which is no longer known`);
  return card;
}

/** Makes a customer the owner, for use again and again. */
export function attach(scope: Scope, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  const attached = scope.tx.put("payment_method", { ...method, customer });
  emitEvent(scope, "payment_method.attached", attached);
  return attached;
}

function requireOwn(call: Call): PaymentMethod {
  const method = call.tx.get("payment_method", idOf(call));
  if (method === undefined) throw noSuch("PaymentMethod", idOf(call));
  return method;
}

function attachRoute(call: Call) {
  const customer = requireCustomer(call, call.params.requiredText("customer")).id;
  const method = resolvePaymentMethod(call, idOf(call), customer);
  const card = testCardOf(call, method.id);
  if (!card.attachable) {
    return cardRefused({ ...(card.decline ?? declines.generic_decline), payment_method: method });
  }
  return ok(attach(call, method, customer));
}

function detach(call: Call) {
  const method = requireOwn(call);
  if (method.customer === null) {
    throw badState(null, "The payment method you provided is not attached to a customer so detachment is impossible.");
  }
  call.tx.put("card", { ...requireCard(call, method.id), spent: true });
  const detached = call.tx.put("payment_method", { ...method, customer: null });
  emitEvent(call, "payment_method.detached", detached);
  return ok(detached);
}

function update(call: Call) {
  const method = requireOwn(call);
  const billing = call.params.object("billing_details");
  const changed = call.tx.put("payment_method", {
    ...method,
    metadata: call.params.metadata(method.metadata ?? {}),
    billing_details: billing === undefined ? method.billing_details : readBillingDetails(billing),
  });
  emitEvent(call, "payment_method.updated", changed);
  return ok(changed);
}

/** Stripe also answers for the `pm_card_…` names themselves; they make a new object each time. */
function retrieve(call: Call) {
  const known = findCardByToken(idOf(call));
  return ok(known === undefined ? requireOwn(call) : makePaymentMethod(call, known));
}

function list(call: Call, customer: string | null, url: string) {
  call.params.choice("type", ["card"]);
  const all = call.tx.all("payment_method");
  return listPage(call.params, url, customer === null ? [] : all.filter((method) => method.customer === customer));
}

/** By the browser's key as well, as Stripe.js does it. */
function create(call: Call) {
  if (call.caller !== "nobody") return ok(readNewPaymentMethod(call, call.params));
  throw new ApiError(401, { type: "invalid_request_error", message: "You did not provide an API key." }, true);
}

function listAll(call: Call) {
  const customer = call.params.text("customer", null);
  return list(call, customer === null ? null : requireCustomer(call, customer).id, "/v1/payment_methods");
}

/** The customer of the path. */
function ownerOf(call: Call): string {
  const customer = call.tx.get("customer", idOf(call));
  if (customer === undefined || "deleted" in customer) throw noSuch("customer", idOf(call));
  return customer.id;
}

function listOfCustomer(call: Call) {
  const customer = ownerOf(call);
  return list(call, customer, `/v1/customers/${customer}/payment_methods`);
}

function retrieveOfCustomer(call: Call) {
  const id = call.path["method"] ?? "";
  const method = call.tx.get("payment_method", id);
  if (method === undefined || method.customer !== ownerOf(call)) throw noSuch("PaymentMethod", id);
  return ok(method);
}

export const paymentMethodRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/payment_methods", allow: "client", handle: create },
  { method: "GET", pattern: "/v1/payment_methods", allow: "secret", handle: listAll },
  { method: "GET", pattern: "/v1/payment_methods/:id", allow: "secret", handle: retrieve },
  { method: "POST", pattern: "/v1/payment_methods/:id", allow: "secret", handle: update },
  { method: "POST", pattern: "/v1/payment_methods/:id/attach", allow: "secret", handle: attachRoute },
  { method: "POST", pattern: "/v1/payment_methods/:id/detach", allow: "secret", handle: detach },
  { method: "GET", pattern: "/v1/customers/:id/payment_methods", allow: "secret", handle: listOfCustomer },
  { method: "GET", pattern: "/v1/customers/:id/payment_methods/:method", allow: "secret", handle: retrieveOfCustomer },
];
