import type { PaymentMethod, SessionPlan } from "../state/tables.ts";
import { badParam, missingParam, noSuch, unsupported } from "../wire/api-error.ts";
import { ApiError } from "../wire/api-error.ts";
import type { Call, Scope } from "../wire/call.ts";
import type { Params } from "../wire/params.ts";
import { readNewPaymentMethod, resolvePaymentMethod } from "./payment-methods.ts";
import { readShipping } from "./read-details.ts";

const captureMethods = ["automatic", "automatic_async", "manual"] as const;
export const futureUsages = ["on_session", "off_session"] as const;

type DescriptiveFields = SessionPlan["intent"];

export const blankFields: DescriptiveFields = {
  capture_method: "automatic_async",
  description: null,
  metadata: {},
  receipt_email: null,
  setup_future_usage: null,
  shipping: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
};

/** Fields that intents and `payment_intent_data` of checkout sessions share; what is not sent stays as in `current`. */
export function readIntentFields(params: Params, current: DescriptiveFields = blankFields): DescriptiveFields {
  return {
    capture_method: params.choice("capture_method", captureMethods) ?? current.capture_method,
    description: params.text("description", current.description),
    metadata: params.metadata(current.metadata),
    receipt_email: params.text("receipt_email", current.receipt_email),
    setup_future_usage: params.choice("setup_future_usage", futureUsages) ?? current.setup_future_usage,
    shipping: params.has("shipping") ? readShipping(params.object("shipping")) : current.shipping,
    statement_descriptor: params.text("statement_descriptor", current.statement_descriptor),
    statement_descriptor_suffix: params.text("statement_descriptor_suffix", current.statement_descriptor_suffix),
  };
}

/** Checks the ways to name payment methods that an intent allows: cards only. Returns `automatic_payment_methods`. */
export function readMethodTypes(params: Params): { enabled: true; allow_redirects: "always" | "never" } | null {
  const types = params.texts("payment_method_types");
  if (types.some((type) => type !== "card"))
    throw unsupported("payment_method_types", "payment methods other than cards");
  const options = params.object("payment_method_options")?.object("card");
  options?.choice("request_three_d_secure", ["automatic"]);
  const automatic = params.object("automatic_payment_methods");
  const enabled = automatic?.flag("enabled") ?? types.length === 0;
  const redirects = automatic?.choice("allow_redirects", ["always", "never"]) ?? "always";
  if (automatic?.flag("enabled") === true && types.length > 0) {
    throw badParam(
      "payment_method_types",
      "You may only specify one of automatic_payment_methods and payment_method_types.",
    );
  }
  return enabled ? { enabled: true, allow_redirects: redirects } : null;
}

/** The payment method of `payment_method` or `payment_method_data`; null when neither was sent. */
export function readPaymentMethod(scope: Scope, params: Params, customer: string | null): PaymentMethod | null {
  const data = params.object("payment_method_data");
  const reference = params.text("payment_method", null);
  if (data !== undefined) return readNewPaymentMethod(scope, data);
  return reference === null ? null : resolvePaymentMethod(scope, reference, customer);
}

/**
 * The intent of the path, for whoever may have it: the secret key, or anybody with its client secret. A wrong client
 * secret gets the same answer as an intent that does not exist.
 */
export function requireIntentFor<K extends "payment_intent" | "setup_intent">(call: Call, table: K) {
  const secret = call.params.text("client_secret", null);
  if (call.caller === "nobody" && secret === null) {
    throw new ApiError(
      401,
      { type: "invalid_request_error", message: "You did not provide an API key or a client_secret." },
      true,
    );
  }
  if (call.caller === "publishable" && secret === null) throw missingParam("client_secret");
  const id = call.path["id"] ?? "";
  const intent = call.tx.get(table, id);
  if (intent === undefined || (secret !== null && secret !== intent.client_secret)) throw noSuch(table, id);
  return intent;
}
