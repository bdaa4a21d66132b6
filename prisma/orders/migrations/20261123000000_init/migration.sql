-- The first tables of orders. Nothing runs on an older shape, so there is nothing to expand, fill or undo.

-- Messages ---------------------------------------------------------------------------------------------------------

CREATE TABLE outbox_events (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  payload     jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  request_id  text
);

CREATE TABLE inbox_events (
  event_id    text NOT NULL,
  reaction    text NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, reaction)
);

-- Checkout ---------------------------------------------------------------------------------------------------------

CREATE TABLE checkout_attempts (
  order_id        text PRIMARY KEY,
  actor           text NOT NULL,
  operation       text NOT NULL,
  idempotency_key text NOT NULL,
  cart_id         text NOT NULL,
  input_hash      text NOT NULL,
  state           text NOT NULL,
  placed_order_id text,
  refusal         jsonb,
  started_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL,
  CONSTRAINT checkout_attempts_state_is_known CHECK (state IN ('STARTED', 'PLACED', 'REFUSED', 'ABANDONED')),
  CONSTRAINT checkout_attempts_placed_have_an_order CHECK ((state = 'PLACED') = (placed_order_id IS NOT NULL)),
  CONSTRAINT checkout_attempts_refused_have_a_reason CHECK ((state = 'REFUSED') = (refusal IS NOT NULL))
);
CREATE UNIQUE INDEX checkout_attempts_once_per_key ON checkout_attempts (actor, operation, idempotency_key);
CREATE INDEX checkout_attempts_by_cart ON checkout_attempts (cart_id);

-- Orders -----------------------------------------------------------------------------------------------------------

CREATE SEQUENCE order_numbers START WITH 100001;

CREATE TABLE orders (
  id               text PRIMARY KEY,
  number           text NOT NULL DEFAULT nextval('order_numbers')::text,
  cart_id          text NOT NULL,
  customer_id      text,
  email            text NOT NULL,
  shipping_address jsonb NOT NULL,
  status           text NOT NULL,
  subtotal_minor   bigint NOT NULL,
  total_minor      bigint NOT NULL,
  currency         char(3) NOT NULL,
  payment_id       text,
  placed_at        timestamptz(3) NOT NULL,
  expires_at       timestamptz(3) NOT NULL,
  paid_at          timestamptz(3),
  CONSTRAINT orders_status_is_known CHECK (
    status IN ('PENDING_PAYMENT', 'PAID', 'PARTIALLY_FULFILLED', 'FULFILLED', 'CANCELLED', 'EXPIRED')
  ),
  CONSTRAINT orders_amounts_are_not_negative CHECK (subtotal_minor >= 0 AND total_minor >= 0),
  CONSTRAINT orders_paid_together CHECK ((payment_id IS NULL) = (paid_at IS NULL)),
  CONSTRAINT orders_unpaid_have_no_payment CHECK (status NOT IN ('PENDING_PAYMENT', 'EXPIRED') OR payment_id IS NULL),
  CONSTRAINT orders_delivered_are_paid CHECK (
    status NOT IN ('PAID', 'PARTIALLY_FULFILLED', 'FULFILLED') OR payment_id IS NOT NULL
  )
);
CREATE UNIQUE INDEX orders_number_is_unique ON orders (number);
CREATE UNIQUE INDEX orders_one_order_per_payment ON orders (payment_id);
-- Decides every race of two checkouts of one cart. Prisma does not know partial indexes: this is the only place it stands.
CREATE UNIQUE INDEX orders_one_live_per_cart ON orders (cart_id) WHERE status NOT IN ('EXPIRED', 'CANCELLED');
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC, id DESC);
CREATE INDEX orders_by_placed_at ON orders (placed_at DESC, id DESC);
CREATE INDEX orders_by_status ON orders (status, placed_at DESC, id DESC);

CREATE TABLE order_lines (
  id               text PRIMARY KEY,
  order_id         text NOT NULL,
  position         integer NOT NULL,
  variant_id       text NOT NULL,
  product_id       text NOT NULL,
  shop_id          text NOT NULL,
  title            text NOT NULL,
  variant_title    text NOT NULL,
  sku              text NOT NULL,
  image_url        text,
  quantity         integer NOT NULL,
  unit_price_minor bigint NOT NULL,
  total_minor      bigint NOT NULL,
  currency         char(3) NOT NULL,
  CONSTRAINT order_lines_belong_to_an_order FOREIGN KEY (order_id) REFERENCES orders (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT order_lines_quantity_is_positive CHECK (quantity > 0),
  CONSTRAINT order_lines_total_is_price_times_quantity CHECK (
    unit_price_minor >= 0 AND total_minor = unit_price_minor * quantity
  )
);
CREATE UNIQUE INDEX order_lines_one_per_position ON order_lines (order_id, position);

CREATE TABLE order_status_changes (
  id          bigserial PRIMARY KEY,
  order_id    text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  cause       text NOT NULL,
  changed_at  timestamptz(3) NOT NULL,
  CONSTRAINT order_status_changes_belong_to_an_order FOREIGN KEY (order_id) REFERENCES orders (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX order_status_changes_by_order ON order_status_changes (order_id);
