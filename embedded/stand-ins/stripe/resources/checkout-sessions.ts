import { newId, randomText } from "../state/ids.ts";
import type { CheckoutSession, SessionLine } from "../state/tables.ts";
import { badParam, badState, missingParam, noSuch, ok, unsupported } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";
import type { Params } from "../wire/params.ts";
import { requireCustomer } from "./customers.ts";
import { expireSession } from "./expire-session.ts";
import { checkChargeable, readCurrency, readUrl } from "./read-details.ts";
import { blankFields, readIntentFields, readMethodTypes } from "./read-intent.ts";
import { blankSession } from "./blank-session.ts";

function create(call: Call): Answer {
  const { params } = call;
  const mode = params.requiredText("mode");
  if (mode !== "payment") throw unsupported("mode", `checkout sessions in ${mode} mode`);
  params.choice("ui_mode", ["hosted_page"]);
  const lines = params.objects("line_items").map(readLine);
  const currency = lines[0]?.currency;
  if (currency === undefined) throw missingParam("line_items");
  if (lines.some((line) => line.currency !== currency))
    throw badParam("line_items", "All line items must have the same currency.");
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  checkChargeable(total, currency, "line_items");
  readMethodTypes(params);
  const customerId = params.text("customer", null);
  const intent = params.object("payment_intent_data");
  const fields = intent === undefined ? undefined : readIntentFields(intent);
  const id = `cs_test_${randomText(58)}`;
  const success_url = readUrl(params, "success_url") ?? raise(missingParam("success_url"));
  const session = call.tx.put("checkout.session", {
    ...blankSession(id, call.now),
    amount_subtotal: total,
    amount_total: total,
    cancel_url: readUrl(params, "cancel_url"),
    client_reference_id: params.text("client_reference_id", null),
    currency,
    customer: customerId === null ? null : requireCustomer(call, customerId).id,
    customer_email: params.text("customer_email", null),
    expires_at: readExpiry(params, call.now),
    locale: params.text("locale", null),
    metadata: params.metadata(),
    submit_type: params.choice("submit_type", ["auto", "book", "donate", "pay"]) ?? null,
    success_url,
    url: `${call.origin}/c/pay/${id}`,
  });
  call.tx.put("session_plan", {
    id,
    lines,
    intent: fields ?? blankFields,
    createdWithKey: call.idempotencyKey,
    lastError: null,
  });
  return ok(session);
}

function raise(error: Error): never {
  throw error;
}

const day = 24 * 3_600;

function readExpiry(params: Params, now: number): number {
  const at = params.integer("expires_at") ?? now + day;
  if (at < now + 1_800 - 60 || at > now + day + 60) {
    throw badParam("expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.");
  }
  return at;
}

function readLine(params: Params): SessionLine {
  if (params.has("price")) throw unsupported("line_items[price]", "stored prices; send price_data");
  const price = params.object("price_data") ?? raise(missingParam("line_items[price_data]"));
  const product = price.object("product_data") ?? raise(missingParam("line_items[price_data][product_data]"));
  const quantity = params.integer("quantity") ?? 1;
  const unit_amount = price.integer("unit_amount") ?? raise(missingParam("line_items[price_data][unit_amount]"));
  const currency = readCurrency(price);
  if (quantity < 1) throw badParam("line_items[quantity]", "Invalid positive integer", "parameter_invalid_integer");
  if (unit_amount < 0)
    throw badParam("line_items[price_data][unit_amount]", "Invalid non-negative integer", "parameter_invalid_integer");
  const description = product.requiredText("name");
  product.ignore("description", "images", "metadata", "tax_code");
  price.choice("tax_behavior", ["exclusive", "inclusive", "unspecified"]);
  return {
    id: newId("li"),
    object: "item",
    amount_discount: 0,
    amount_subtotal: unit_amount * quantity,
    amount_tax: 0,
    amount_total: unit_amount * quantity,
    currency,
    description,
    metadata: params.metadata(),
    price: {
      id: newId("price"),
      object: "price",
      active: false,
      currency,
      type: "one_time",
      unit_amount,
      product: newId("prod"),
    },
    quantity,
  };
}

function requireOwn(call: Call): CheckoutSession {
  const session = call.tx.get("checkout.session", idOf(call));
  if (session === undefined) throw noSuch("checkout.session", idOf(call));
  return session;
}

function expire(call: Call): Answer {
  const session = requireOwn(call);
  if (session.status !== "open") {
    const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`;
    throw badState(null, message);
  }
  return ok(expireSession(call, session));
}

function list(call: Call): Answer {
  const intent = call.params.text("payment_intent", null);
  const customer = call.params.text("customer", null);
  const status = call.params.choice("status", ["open", "complete", "expired"]);
  const rows = call.tx
    .all("checkout.session")
    .filter(
      (row) =>
        (intent === null || row.payment_intent === intent) &&
        (customer === null || row.customer === customer) &&
        (status === undefined || row.status === status),
    );
  return listPage(call.params, "/v1/checkout/sessions", rows);
}

function listLines(call: Call): Answer {
  const session = requireOwn(call);
  const lines = call.tx.get("session_plan", session.id)?.lines ?? [];
  return listPage(call.params, `/v1/checkout/sessions/${session.id}/line_items`, lines.toReversed());
}

export const checkoutSessionRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/checkout/sessions", allow: "secret", handle: create },
  { method: "GET", pattern: "/v1/checkout/sessions", allow: "secret", handle: list },
  { method: "GET", pattern: "/v1/checkout/sessions/:id", allow: "secret", handle: (call) => ok(requireOwn(call)) },
  { method: "GET", pattern: "/v1/checkout/sessions/:id/line_items", allow: "secret", handle: listLines },
  { method: "POST", pattern: "/v1/checkout/sessions/:id/expire", allow: "secret", handle: expire },
];
