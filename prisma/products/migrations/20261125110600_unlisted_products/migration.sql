-- Members of a shop list what it has not on sale.
--
-- Old code: neither reads nor writes the columns.
-- Locks:    columns without a default, and an index on a table that is days old and small. lock_timeout fails fast.
-- Data:     none to move: every change of a product fills the columns, and what was never changed since is on sale.
-- Undo:     drop the three columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "product_projections"
  ADD COLUMN "shop_id" text COLLATE "C",
  ADD COLUMN "status" text,
  ADD COLUMN "created_at" timestamptz(3);
CREATE INDEX "product_projections_of_shop" ON "product_projections" ("shop_id", "status", "created_at", "product_id");
