-- The first tables of payments: payments with their idempotency keys and refunds, the webhook inbox, events out and in.
-- Undo: drop the database, nothing was there before.
CREATE TYPE payment_kind AS ENUM ('PAYMENT_INTENT', 'HOSTED_CHECKOUT');
CREATE TYPE payment_status AS ENUM (
  'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED',
  'DISPUTED'
);
CREATE TYPE refund_status AS ENUM ('PENDING', 'SUCCEEDED');
CREATE TYPE webhook_event_status AS ENUM ('RECEIVED', 'PROCESSED', 'IGNORED', 'REFUSED');

CREATE TABLE payments (
  id text NOT NULL,
  order_id text NOT NULL,
  customer_id text,
  kind payment_kind NOT NULL,
  status payment_status NOT NULL,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  provider text NOT NULL,
  provider_reference text,
  client_secret text,
  url text,
  failure_code text,
  created_at timestamptz(3) NOT NULL,
  captured_at timestamptz(3),
  CONSTRAINT payments_pkey PRIMARY KEY (id),
  CONSTRAINT payments_amount_positive CHECK (amount_minor > 0)
);
CREATE INDEX payments_by_order ON payments (order_id, created_at);
-- Two open payments could both succeed: an order has at most one until it is cancelled. A declined card keeps its payment.
CREATE UNIQUE INDEX payments_one_open_per_order ON payments (order_id) WHERE status <> 'CANCELLED';
CREATE UNIQUE INDEX payments_provider_reference ON payments (provider, provider_reference)
  WHERE provider_reference IS NOT NULL;

CREATE TABLE payment_requests (
  actor text NOT NULL,
  idempotency_key text NOT NULL,
  input_hash text NOT NULL,
  payment_id text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT payment_requests_pkey PRIMARY KEY (actor, idempotency_key),
  CONSTRAINT payment_requests_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE refunds (
  id text NOT NULL,
  payment_id text NOT NULL,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  reason text NOT NULL,
  status refund_status NOT NULL,
  provider_reference text,
  created_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3),
  CONSTRAINT refunds_pkey PRIMARY KEY (id),
  CONSTRAINT refunds_amount_positive CHECK (amount_minor > 0),
  CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX refunds_one_per_payment_and_reason ON refunds (payment_id, reason);

CREATE TABLE webhook_events (
  id text NOT NULL,
  type text NOT NULL,
  body jsonb NOT NULL,
  status webhook_event_status NOT NULL,
  note text,
  received_at timestamptz(3) NOT NULL,
  processed_at timestamptz(3),
  CONSTRAINT webhook_events_pkey PRIMARY KEY (id)
);

CREATE TABLE outbox_events (
  id text NOT NULL,
  name text NOT NULL,
  payload jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  request_id text,
  CONSTRAINT outbox_events_pkey PRIMARY KEY (id)
);

CREATE TABLE inbox_events (
  event_id text NOT NULL,
  reaction text NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT inbox_events_pkey PRIMARY KEY (event_id, reaction)
);
