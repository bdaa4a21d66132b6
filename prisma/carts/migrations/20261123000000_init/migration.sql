-- The tables of carts: carts and their lines, the locks that checkouts take on them, and the outbox and inbox of events.
--
-- Old code: none, this is the first migration.
-- Locks:    new tables only.
-- Undo:     drop the tables. Nothing outside this database refers to them.

CREATE TABLE carts (
  id                 text           NOT NULL,
  customer_id        text,
  currency           char(3)        NOT NULL,
  status             text           NOT NULL,
  version            integer        NOT NULL,
  locked_by_order_id text,
  created_at         timestamptz(3) NOT NULL,
  updated_at         timestamptz(3) NOT NULL,
  CONSTRAINT carts_pkey PRIMARY KEY (id),
  CONSTRAINT carts_status_known CHECK (status IN ('ACTIVE', 'LOCKED', 'CONVERTED', 'EXPIRED')),
  CONSTRAINT carts_locked_by_an_order CHECK ((status IN ('LOCKED', 'CONVERTED')) = (locked_by_order_id IS NOT NULL)),
  CONSTRAINT carts_version_positive CHECK (version >= 1)
);

-- Two devices that start shopping at once get the same cart.
CREATE UNIQUE INDEX carts_one_active_per_customer ON carts (customer_id) WHERE status = 'ACTIVE';

CREATE TABLE cart_lines (
  id               text    NOT NULL,
  cart_id          text    NOT NULL,
  variant_id       text    NOT NULL,
  quantity         integer NOT NULL,
  position         integer NOT NULL,
  unit_price_minor bigint  NOT NULL,
  CONSTRAINT cart_lines_pkey PRIMARY KEY (id),
  CONSTRAINT cart_lines_cart_exists FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT cart_lines_quantity_in_bounds CHECK (quantity BETWEEN 1 AND 10000),
  CONSTRAINT cart_lines_unit_price_not_negative CHECK (unit_price_minor >= 0)
);

CREATE UNIQUE INDEX cart_lines_one_per_variant ON cart_lines (cart_id, variant_id);
CREATE UNIQUE INDEX cart_lines_one_per_position ON cart_lines (cart_id, position);

CREATE TABLE cart_locks (
  order_id   text           NOT NULL,
  cart_id    text           NOT NULL,
  frozen     jsonb,
  created_at timestamptz(3) NOT NULL,
  ended_at   timestamptz(3),
  CONSTRAINT cart_locks_pkey PRIMARY KEY (order_id),
  CONSTRAINT cart_locks_cart_exists FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT cart_locks_frozen_unless_ended CHECK (frozen IS NOT NULL OR ended_at IS NOT NULL)
);

CREATE INDEX cart_locks_by_cart ON cart_locks (cart_id);

CREATE TABLE outbox_events (
  id          text           NOT NULL,
  name        text           NOT NULL,
  payload     jsonb          NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  request_id  text,
  CONSTRAINT outbox_events_pkey PRIMARY KEY (id)
);

CREATE TABLE inbox_events (
  event_id    text           NOT NULL,
  reaction    text           NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT inbox_events_pkey PRIMARY KEY (event_id, reaction)
);
