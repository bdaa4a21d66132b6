import { newId, randomText } from "../state/ids.ts";
import type { PaymentIntent, SessionPlan } from "../state/tables.ts";
import type { Scope } from "../wire/call.ts";
import { emitEvent } from "./emit-event.ts";

/** What whoever creates a payment intent decides. */
type IntentFields = SessionPlan["intent"] & {
  amount: number;
  currency: string;
  customer: string | null;
  payment_method: string | null;
  automatic_payment_methods: PaymentIntent["automatic_payment_methods"];
};

interface Origin {
  session: string | null;
  createdWithKey: string | null;
  returnUrl: string | null;
}

/** A new intent, waiting for a payment method or, when it has one, for confirmation. */
export function makeIntent(scope: Scope, fields: IntentFields, origin: Origin): PaymentIntent {
  const id = newId("pi");
  const intent = scope.tx.put("payment_intent", {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: "automatic",
    created: scope.now,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    review: null,
    source: null,
    status: fields.payment_method === null ? "requires_payment_method" : "requires_confirmation",
    transfer_data: null,
    transfer_group: null,
    ...fields,
  });
  scope.tx.put("intent_detail", { id, ...origin });
  emitEvent(scope, "payment_intent.created", intent);
  return intent;
}
