-- Finds the orders with lines of a shop: before it closes, its open ones are counted.
--
-- Old code: runs unchanged.
-- Locks:    none that a reader or writer waits for.
-- Data:     nothing to fill, every line has known its shop from the beginning.
-- Undo:     DROP INDEX order_lines_by_shop
CREATE INDEX CONCURRENTLY order_lines_by_shop ON order_lines (shop_id, order_id);
