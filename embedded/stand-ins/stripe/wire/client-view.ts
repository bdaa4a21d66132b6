import type { Answer } from "./api-error.ts";
import type { Call } from "./call.ts";

/** What a browser may see of an intent; the rest (metadata, customer, charge, …) is the merchant's. */
const visible = new Set([
  "id",
  "object",
  "amount",
  "automatic_payment_methods",
  "canceled_at",
  "cancellation_reason",
  "capture_method",
  "client_secret",
  "confirmation_method",
  "created",
  "currency",
  "description",
  "last_payment_error",
  "last_setup_error",
  "livemode",
  "next_action",
  "payment_method",
  "payment_method_types",
  "processing",
  "receipt_email",
  "setup_future_usage",
  "shipping",
  "status",
  "usage",
]);

/** `answer` as it is for the secret key, cut down to the browser's part for anybody else. */
export function forCaller({ caller }: Pick<Call, "caller">, answer: Answer): Answer {
  return caller === "secret" ? answer : { status: answer.status, body: cutErrorOrIntent(answer.body) };
}

/** The same for the intents inside the body of an error. */
export function cutErrorOrIntent(body: object): object {
  if (!("error" in body)) return cut(body);
  const entries = Object.entries(body.error as object);
  return {
    error: Object.fromEntries(
      entries.map(([name, value]) => [name, isIntentName(name) ? cut(value as object) : value]),
    ),
  };
}

const isIntentName = (name: string): boolean => name === "payment_intent" || name === "setup_intent";

const cut = (intent: object): object =>
  Object.fromEntries(Object.entries(intent).filter(([name]) => visible.has(name)));
