import type Stripe from "stripe";

/** Stripe's shape with references as plain ids (never expanded), which is how objects are kept and put into events. */
type Kept<T, References extends keyof T, Changed extends keyof T = never> = Omit<T, References | Changed> & {
  [P in References]: Extract<T[P], string> | Extract<T[P], null>;
};

type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "requires_capture"
  | "succeeded"
  | "canceled";

export type Customer = Kept<Stripe.Customer, never, "deleted">;

export type PaymentMethod = Kept<Stripe.PaymentMethod, "customer", "card"> & { card: Stripe.PaymentMethod.Card };

export type PaymentIntent = Kept<
  Stripe.PaymentIntent,
  | "application"
  | "customer"
  | "latest_charge"
  | "on_behalf_of"
  | "payment_method"
  | "payment_record"
  | "review"
  | "source",
  "status" | "client_secret" | "capture_method" | "setup_future_usage"
> & {
  status: IntentStatus;
  client_secret: string;
  capture_method: CaptureMethod;
  setup_future_usage: FutureUsage | null;
};

type CaptureMethod = "automatic" | "automatic_async" | "manual";
type FutureUsage = "on_session" | "off_session";

export type SetupIntent = Kept<
  Stripe.SetupIntent,
  "application" | "customer" | "latest_attempt" | "mandate" | "on_behalf_of" | "payment_method" | "single_use_mandate",
  "status" | "client_secret"
> & { status: Exclude<IntentStatus, "requires_capture">; client_secret: string };

export type Charge = Kept<
  Stripe.Charge,
  | "application"
  | "application_fee"
  | "balance_transaction"
  | "customer"
  | "failure_balance_transaction"
  | "on_behalf_of"
  | "payment_intent"
  | "review"
  | "source_transfer",
  "source" | "transfer" | "refunds"
> & { source: null };

export type Refund = Kept<
  Stripe.Refund,
  | "balance_transaction"
  | "charge"
  | "customer"
  | "payment_intent"
  | "payment_method"
  | "source_transfer_reversal"
  | "transfer_reversal",
  "failure_balance_transaction"
>;

export type BalanceTransaction = Kept<Stripe.BalanceTransaction, "source">;

export type CheckoutSession = Kept<
  Stripe.Checkout.Session,
  "customer" | "invoice" | "payment_intent" | "payment_link" | "setup_intent" | "subscription",
  "status" | "line_items"
> & { status: "open" | "complete" | "expired" };

/** A line of a hosted page. Inline prices are not stored as Price objects; they exist inside their line only. */
export interface SessionLine {
  id: string;
  object: "item";
  amount_discount: number;
  amount_subtotal: number;
  amount_tax: number;
  amount_total: number;
  currency: string;
  description: string;
  metadata: Stripe.Metadata;
  price: {
    id: string;
    object: "price";
    active: false;
    currency: string;
    type: "one_time";
    unit_amount: number;
    product: string;
  };
  quantity: number;
}

export interface StoredEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: object };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** What decides a payment made with a payment method: the test card behind it. Never shown over the API. */
export interface CardRecord {
  /** The payment method's id. */
  id: string;
  /** Name of the test card, see test-cards.ts. */
  token: string;
  /** Used once without a customer, or detached: Stripe refuses to use it again. */
  spent: boolean;
  /** Went through a SetupIntent or a payment with setup_future_usage. */
  setUp: boolean;
}

/** What belongs to an intent (payment or setup) but is not in Stripe's object. */
export interface IntentDetail {
  /** The intent's id. */
  id: string;
  /** Idempotency key of the request that created the intent. */
  createdWithKey: string | null;
  /** Checkout session that created the intent. */
  session: string | null;
  /** Where the person goes after authenticating. */
  returnUrl: string | null;
}

/** What a checkout session will do when it is paid. */
export interface SessionPlan {
  /** The session's id. */
  id: string;
  lines: SessionLine[];
  intent: {
    capture_method: CaptureMethod;
    description: string | null;
    metadata: Stripe.Metadata;
    receipt_email: string | null;
    setup_future_usage: FutureUsage | null;
    shipping: Stripe.PaymentIntent.Shipping | null;
    statement_descriptor: string | null;
    statement_descriptor_suffix: string | null;
  };
  createdWithKey: string | null;
  /** Message of the last declined try, shown on the page. */
  lastError: string | null;
}

/** One money movement that the stand-in accepted. `amount` is in minor units and never negative. */
export interface LedgerEntry {
  id: string;
  /** RFC 3339, UTC. */
  at: string;
  /** charge = taken at once; authorization/capture/release = the steps of manual capture; refund = given back. */
  kind: "charge" | "authorization" | "capture" | "release" | "refund";
  amount: number;
  currency: string;
  paymentIntent: string | null;
  charge: string;
  refund: string | null;
  /** Key of the request that moved the money; null when a person did it on a page or no key was sent. */
  idempotencyKey: string | null;
  /** Key of the request that created the PaymentIntent or the checkout session. */
  createdWithKey: string | null;
}

export interface DeliveryAttempt {
  /** RFC 3339, UTC. */
  at: string;
  durationMs: number;
  /** HTTP status of the first copy; null when there was no answer. */
  status: number | null;
  error: string | null;
  /** How many times the event was sent in this attempt; more than 1 only by a fault switch. */
  copies: number;
  /** Count of answers by status, "none" for no answer. */
  answers: Record<string, number>;
  /** Fault switches that changed this attempt. */
  faults: string[];
}

/** State of one event's way to the webhook endpoint. */
export interface Delivery {
  /** The event's id. */
  id: string;
  type: string;
  state: "pending" | "delivered" | "failed";
  /** Attempts since the event was made or last resent by hand. */
  tries: number;
  /** Unix milliseconds of the next attempt; null when none is planned or it is due at once. */
  nextAt: number | null;
  attempts: DeliveryAttempt[];
}

/** Answer kept for a repeated request. */
export interface IdempotencyRecord {
  /** Caller kind and key. */
  id: string;
  path: string;
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  /** Unix seconds. */
  created: number;
}

/** Every table of the store. Names of Stripe's own objects are their `object` values. */
export interface Tables {
  customer: Customer | Stripe.DeletedCustomer;
  payment_method: PaymentMethod;
  payment_intent: PaymentIntent;
  setup_intent: SetupIntent;
  charge: Charge;
  refund: Refund;
  balance_transaction: BalanceTransaction;
  "checkout.session": CheckoutSession;
  event: StoredEvent;
  card: CardRecord;
  intent_detail: IntentDetail;
  session_plan: SessionPlan;
  ledger_entry: LedgerEntry;
  delivery: Delivery;
  idempotency_key: IdempotencyRecord;
}

export const tableNames = [
  "customer",
  "payment_method",
  "payment_intent",
  "setup_intent",
  "charge",
  "refund",
  "balance_transaction",
  "checkout.session",
  "event",
  "card",
  "intent_detail",
  "session_plan",
  "ledger_entry",
  "delivery",
  "idempotency_key",
] as const satisfies readonly (keyof Tables)[];
