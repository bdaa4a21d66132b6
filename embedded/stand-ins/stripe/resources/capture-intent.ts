import { badParam, badState, noSuch, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call } from "../wire/call.ts";
import { captureCharge } from "./charges.ts";
import { emitEvent } from "./emit-event.ts";

/** Takes all or a part (`amount_to_capture`) of what is held; a capture happens once, the remainder is given back. */
export function captureIntent(call: Call): Answer {
  const intent = call.tx.get("payment_intent", idOf(call));
  if (intent === undefined) throw noSuch("payment_intent", idOf(call));
  const amount = call.params.integer("amount_to_capture") ?? intent.amount_capturable;
  if (intent.status !== "requires_capture" || intent.latest_charge === null) {
    const message = `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`;
    throw badState("payment_intent_unexpected_state", message, { payment_intent: intent });
  }
  if (amount < 1) throw badParam("amount_to_capture", "Invalid positive integer", "parameter_invalid_integer");
  if (amount > intent.amount_capturable) {
    const message = `The amount to capture (${amount}) is greater than the capturable amount (${intent.amount_capturable}).`;
    throw badState("amount_too_large", message, { param: "amount_to_capture" });
  }
  const charge = call.tx.get("charge", intent.latest_charge);
  if (charge === undefined) throw new Error(`intent ${intent.id} names the missing charge ${intent.latest_charge}`);
  captureCharge(call, charge, amount);
  const metadata = call.params.metadata(intent.metadata);
  const captured = call.tx.put("payment_intent", {
    ...intent,
    metadata,
    amount_capturable: 0,
    amount_received: amount,
    status: "succeeded",
  });
  emitEvent(call, "payment_intent.succeeded", captured);
  return ok(captured);
}
