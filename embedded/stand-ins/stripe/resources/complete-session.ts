import type { CheckoutSession, PaymentIntent, PaymentMethod } from "../state/tables.ts";
import type { Scope } from "../wire/call.ts";
import { emitEvent } from "./emit-event.ts";

/** Closes the checkout session whose intent has just been paid (or authorised, when it captures manually). */
export function completeSession(scope: Scope, sessionId: string, intent: PaymentIntent, method: PaymentMethod): void {
  const session = scope.tx.get("checkout.session", sessionId);
  if (session === undefined || session.status !== "open") return;
  const details: CheckoutSession["customer_details"] = {
    address: method.billing_details.address,
    business_name: null,
    email: session.customer_email ?? method.billing_details.email,
    individual_name: null,
    name: method.billing_details.name,
    phone: method.billing_details.phone,
    tax_exempt: "none",
    tax_ids: [],
  };
  const complete = scope.tx.put("checkout.session", {
    ...session,
    customer_details: details,
    payment_intent: intent.id,
    payment_status: intent.status === "succeeded" ? "paid" : "unpaid",
    status: "complete",
    url: null,
  });
  emitEvent(scope, "checkout.session.completed", complete);
}
