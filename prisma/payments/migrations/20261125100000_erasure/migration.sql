-- Who has been forgotten: what the provider still tells of their payments, however late, is kept without what is personal.
--
-- Old code: runs on; it does not reduce what arrives late.
-- Locks:    payments and webhook_events, while their indexes are built. lock_timeout fails fast.
-- Undo:     drop the table and the indexes. What was erased stays erased.
SET LOCAL lock_timeout = '5s';

CREATE TABLE erased_customers (
  customer_id text PRIMARY KEY,
  erased_at   timestamptz(3) NOT NULL
);

CREATE INDEX payments_by_customer ON payments (customer_id);
-- By what an event of the provider names the payment that it is about. Prisma knows no such indexes.
CREATE INDEX webhook_events_by_object ON webhook_events ((body #>> '{data,object,id}'));
CREATE INDEX webhook_events_by_intent ON webhook_events ((body #>> '{data,object,payment_intent}'));
CREATE INDEX webhook_events_by_payment ON webhook_events ((body #>> '{data,object,metadata,payment_id}'));
