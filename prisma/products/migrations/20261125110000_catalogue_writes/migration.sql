-- Which state of each product the lists show, so that an older one never replaces a newer one.
--
-- Old code: does not know the table.
-- Locks:    only a new table.
-- Data:     none to move: a product without a row is shown in whatever state comes first.
-- Undo:     DROP TABLE product_projections.

CREATE TABLE "product_projections" (
  "product_id" text COLLATE "C" NOT NULL,
  "revision" integer NOT NULL,
  CONSTRAINT "product_projections_pkey" PRIMARY KEY ("product_id")
);
