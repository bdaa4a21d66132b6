-- Stock keeps a history: one row for each change of a level. A level also knows its shop, its titles and its own threshold for
-- being low. Keys of stock changes are remembered.
--
-- Old code: runs on, but leaves no movements. There is no released version before this one.
-- Locks:    stock_levels, for as long as its rows are filled. lock_timeout fails fast.
-- Data:     shop and title come from product_listings, the next projection of a product brings the rest. Each level begins its
--           history with what it is now.
-- Undo:     drop the two tables and the columns.
--
-- Not in schema.prisma: the check constraints.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "stock_levels"
  ADD COLUMN "shop_id" text,
  ADD COLUMN "title" text NOT NULL DEFAULT '',
  ADD COLUMN "variant_title" text NOT NULL DEFAULT '',
  ADD COLUMN "low_stock_threshold" integer,
  ADD CONSTRAINT "stock_levels_threshold_not_negative" CHECK ("low_stock_threshold" >= 0);

UPDATE "stock_levels" AS level SET "shop_id" = listing."shop_id", "title" = listing."title"
FROM "product_listings" AS listing WHERE listing."product_id" = level."product_id";

CREATE INDEX "stock_levels_of_shop" ON "stock_levels" ("shop_id", "variant_id");

CREATE TABLE "stock_movements" (
  "id" bigserial NOT NULL,
  "variant_id" text NOT NULL,
  "available_delta" integer NOT NULL,
  "reserved_delta" integer NOT NULL,
  "sold_delta" integer NOT NULL,
  "reason" text NOT NULL,
  "reference" text,
  "note" text,
  "actor_user_id" text,
  "actor_api_key_id" text,
  "moved_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "stock_movements_move" CHECK ("available_delta" <> 0 OR "reserved_delta" <> 0 OR "sold_delta" <> 0),
  CONSTRAINT "stock_movements_known_reason" CHECK ("reason" IN (
    'INITIAL', 'HELD', 'RELEASED', 'EXPIRED', 'SOLD', 'SOLD_LATE',
    'RECEIVED', 'CORRECTION', 'DAMAGED', 'LOST', 'RETURNED', 'OTHER'))
);
CREATE INDEX "stock_movements_newest_of_variant" ON "stock_movements" ("variant_id", "id");

INSERT INTO "stock_movements" ("variant_id", "available_delta", "reserved_delta", "sold_delta", "reason")
SELECT "variant_id", "available", "reserved", "sold", 'INITIAL' FROM "stock_levels" WHERE "stocked" <> 0 ORDER BY "variant_id";

CREATE TABLE "inventory_adjustments" (
  "id" text NOT NULL,
  "actor" text NOT NULL,
  "idempotency_key" text NOT NULL,
  "input_hash" text NOT NULL,
  "outcome" jsonb NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "inventory_adjustments_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "inventory_adjustments_one_per_key" ON "inventory_adjustments" ("actor", "idempotency_key");
CREATE INDEX "inventory_adjustments_oldest" ON "inventory_adjustments" ("created_at");
