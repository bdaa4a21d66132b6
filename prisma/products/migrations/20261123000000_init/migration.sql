-- The first tables of products: stock and its holds, what lists are read from, reviews, outbox and inbox.
--
-- Old code: none.
-- Locks:    only new tables.
-- Data:     none to move.
-- Undo:     drop the database.
--
-- Not in schema.prisma, because Prisma cannot say it: check constraints, column collations, the index on an expression,
-- the GIN indexes and the conditions of partial indexes.

CREATE TABLE "outbox_events" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "payload" jsonb NOT NULL,
  "occurred_at" timestamptz(3) NOT NULL,
  "request_id" text,
  CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inbox_events" (
  "event_id" text NOT NULL,
  "reaction" text NOT NULL,
  "received_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "inbox_events_pkey" PRIMARY KEY ("event_id", "reaction")
);

CREATE TABLE "stock_levels" (
  "variant_id" text NOT NULL,
  "product_id" text NOT NULL,
  "sku" text NOT NULL,
  "stocked" integer NOT NULL,
  "available" integer NOT NULL,
  "reserved" integer NOT NULL DEFAULT 0,
  "sold" integer NOT NULL DEFAULT 0,
  CONSTRAINT "stock_levels_pkey" PRIMARY KEY ("variant_id"),
  CONSTRAINT "stock_levels_never_oversold" CHECK ("available" >= 0),
  CONSTRAINT "stock_levels_reserved_not_negative" CHECK ("reserved" >= 0),
  CONSTRAINT "stock_levels_sold_not_negative" CHECK ("sold" >= 0),
  CONSTRAINT "stock_levels_add_up" CHECK ("stocked" = "available" + "reserved" + "sold")
);
CREATE UNIQUE INDEX "stock_levels_one_variant_per_sku" ON "stock_levels" ("sku");
CREATE INDEX "stock_levels_by_product" ON "stock_levels" ("product_id");

CREATE TABLE "stock_holds" (
  "id" text NOT NULL,
  "status" text NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ended_at" timestamptz(3),
  CONSTRAINT "stock_holds_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "stock_holds_known_status" CHECK ("status" IN ('HELD', 'COMMITTED', 'RELEASED', 'EXPIRED')),
  CONSTRAINT "stock_holds_ended_unless_held" CHECK (("status" = 'HELD') = ("ended_at" IS NULL))
);
CREATE INDEX "stock_holds_to_expire" ON "stock_holds" ("expires_at") WHERE "status" = 'HELD';

CREATE TABLE "stock_hold_lines" (
  "hold_id" text NOT NULL,
  "variant_id" text NOT NULL,
  "quantity" integer NOT NULL,
  CONSTRAINT "stock_hold_lines_pkey" PRIMARY KEY ("hold_id", "variant_id"),
  CONSTRAINT "stock_hold_lines_hold_exists" FOREIGN KEY ("hold_id") REFERENCES "stock_holds" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "stock_hold_lines_quantity_positive" CHECK ("quantity" > 0)
);

CREATE TABLE "stock_shortfalls" (
  "order_id" text NOT NULL,
  "variant_id" text NOT NULL,
  "quantity" integer NOT NULL,
  "available" integer NOT NULL,
  "noticed_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "stock_shortfalls_pkey" PRIMARY KEY ("order_id", "variant_id"),
  CONSTRAINT "stock_shortfalls_quantity_positive" CHECK ("quantity" > 0)
);

-- Ids and names are compared by code point (COLLATE "C"), so that a list has the same order on every server.
CREATE TABLE "product_listings" (
  "product_id" text COLLATE "C" NOT NULL,
  "shop_id" text NOT NULL,
  "category_ids" text[] NOT NULL,
  "handle" text NOT NULL,
  "title" text NOT NULL,
  "name_key" text COLLATE "C" NOT NULL,
  "search" tsvector NOT NULL,
  "price_min_minor" bigint,
  "option_values" text[] NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "units_sold" bigint NOT NULL DEFAULT 0,
  "in_stock" boolean NOT NULL DEFAULT false,
  CONSTRAINT "product_listings_pkey" PRIMARY KEY ("product_id"),
  CONSTRAINT "product_listings_price_not_negative" CHECK ("price_min_minor" >= 0)
);
CREATE UNIQUE INDEX "product_listings_one_per_handle" ON "product_listings" ("handle");
CREATE INDEX "product_listings_newest" ON "product_listings" ("created_at", "product_id");
CREATE INDEX "product_listings_by_name" ON "product_listings" ("name_key", "product_id");
CREATE INDEX "product_listings_best_selling" ON "product_listings" ("units_sold", "product_id");
CREATE INDEX "product_listings_by_price" ON "product_listings" (COALESCE("price_min_minor", 9223372036854775807), "product_id");
CREATE INDEX "product_listings_of_shop" ON "product_listings" ("shop_id", "created_at", "product_id");
CREATE INDEX "product_listings_in_category" ON "product_listings" USING gin ("category_ids");
CREATE INDEX "product_listings_search" ON "product_listings" USING gin ("search");
CREATE INDEX "product_listings_options" ON "product_listings" USING gin ("option_values");

CREATE TABLE "reviews" (
  "id" text COLLATE "C" NOT NULL,
  "product_id" text NOT NULL,
  "author_id" text NOT NULL,
  "order_line_id" text NOT NULL,
  "rating" integer NOT NULL,
  "comment" text,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "reviews_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "reviews_rating_of_five" CHECK ("rating" BETWEEN 1 AND 5),
  CONSTRAINT "reviews_comment_short" CHECK (char_length("comment") <= 500)
);
CREATE UNIQUE INDEX "reviews_one_per_order_line" ON "reviews" ("order_line_id");
CREATE INDEX "reviews_newest_of_product" ON "reviews" ("product_id", "created_at", "id");
