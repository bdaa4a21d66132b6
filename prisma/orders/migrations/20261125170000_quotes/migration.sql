-- Orders keep the whole quote of their cart: discounts, delivery and tax, for the order and for each line.
--
-- Old code: runs on; it writes orders without discounts, delivery and tax, which is what the defaults say.
-- Locks:    both tables, for columns whose defaults are constants, which rewrites nothing, and while the checks read the
--           rows. lock_timeout fails fast.
-- Data:     nothing to fill, orders placed before had none of these.
-- Undo:     drop the columns, and give order_lines_total_is_price_times_quantity back, as long as no order has a discount.
SET LOCAL lock_timeout = '5s';

ALTER TABLE orders
  ADD COLUMN discounts_minor bigint  NOT NULL DEFAULT 0,
  ADD COLUMN shipping_minor  bigint  NOT NULL DEFAULT 0,
  ADD COLUMN tax_minor       bigint,
  ADD COLUMN tax_included    boolean NOT NULL DEFAULT true,
  ADD CONSTRAINT orders_quote_is_not_negative CHECK (discounts_minor >= 0 AND shipping_minor >= 0 AND tax_minor >= 0),
  ADD CONSTRAINT orders_total_adds_up CHECK (
    total_minor = subtotal_minor - discounts_minor + shipping_minor
                  + CASE WHEN tax_included THEN 0 ELSE coalesce(tax_minor, 0) END
  );

ALTER TABLE order_lines
  ADD COLUMN discounts_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN tax_minor       bigint,
  DROP CONSTRAINT order_lines_total_is_price_times_quantity,
  ADD CONSTRAINT order_lines_total_is_price_less_discounts CHECK (
    unit_price_minor >= 0 AND discounts_minor >= 0 AND tax_minor >= 0 AND total_minor >= 0
    AND total_minor = unit_price_minor * quantity - discounts_minor
  );
