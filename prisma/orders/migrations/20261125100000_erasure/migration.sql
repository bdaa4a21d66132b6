-- What is left of an order when its buyer is forgotten, and who is, so that no checkout under way brings them back.
--
-- Old code: runs on; it shows an erased order to who holds its access key, though with nothing personal in it.
-- Locks:    orders, for a column without a default; outbox_events, while the index is built. lock_timeout fails fast.
-- Undo:     drop the table, the index and the column. What was erased stays erased.
SET LOCAL lock_timeout = '5s';

CREATE TABLE erased_customers (
  customer_id text PRIMARY KEY,
  erased_at   timestamptz(3) NOT NULL
);

ALTER TABLE orders ADD COLUMN erased_at timestamptz(3);

-- Finds the published events that carry a buyer's address. Prisma knows no such index: this is the only place it stands.
CREATE INDEX outbox_events_of_customer ON outbox_events ((payload ->> 'customerId')) WHERE payload ? 'email';
