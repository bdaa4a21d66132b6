-- Products remembers which shops are closed, lists to members what is not on sale, and frees the SKU of a variant that was deleted.
--
-- Old code: does not know the table and the columns, and meets no level without a SKU before the new code has deleted a variant.
-- Locks:    a new table, columns without a default, an index on a table that is new as well, and a NOT NULL taken away, which
--           rewrites nothing. lock_timeout fails fast.
-- Data:     none to move: nobody is a member of a shop that closed before, and every change of a product fills the columns.
-- Undo:     DROP TABLE closed_shops, drop the three columns, and put the variant's id where stock_levels.sku is null before it is
--           required again.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "closed_shops" (
  "shop_id" text COLLATE "C" NOT NULL,
  "noted_at" timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT "closed_shops_pkey" PRIMARY KEY ("shop_id")
);

ALTER TABLE "stock_levels" ALTER COLUMN "sku" DROP NOT NULL;

ALTER TABLE "product_projections"
  ADD COLUMN "shop_id" text COLLATE "C",
  ADD COLUMN "status" text,
  ADD COLUMN "created_at" timestamptz(3);
CREATE INDEX "product_projections_of_shop" ON "product_projections" ("shop_id", "status", "created_at", "product_id");
