-- Search: prices in every currency, ratings, attributes and tags on listings, the words of the catalogue for typing errors and
-- suggestions, and how the values of facets are written.
--
-- Old code: runs unchanged, all new columns have defaults. Rows that it writes are found by text as before, and lack what is new
--           until they are projected again.
-- Locks:    constant defaults rewrite no row, and indexes are built under a lock that lets reads pass, about a second at 100,000 rows.
-- Data:     `npm run reindex` fills what is new. Until then, lists show every product, and facets and other currencies fewer.
-- Undo:     DROP TABLE product_listing_prices, search_words, facet_values, and the columns.
--
-- pg_trgm comes with PostgreSQL (Debian and others package it with the server) and is trusted since PostgreSQL 13: who owns the database
-- may create it.
--
-- Not in schema.prisma, because Prisma cannot say it: check constraints, collations, indexes on expressions, operator classes and storage
-- parameters.
SET LOCAL lock_timeout = '5s';

CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE "product_listings"
  ADD COLUMN "title_search" tsvector NOT NULL DEFAULT '',
  ADD COLUMN "attribute_values" text[] NOT NULL DEFAULT '{}',
  ADD COLUMN "tags" text[] NOT NULL DEFAULT '{}',
  ADD COLUMN "rating_average_tenths" integer NOT NULL DEFAULT 0,
  ADD COLUMN "rating_count" integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT "product_listings_rating_of_five" CHECK ("rating_average_tenths" BETWEEN 0 AND 50),
  ADD CONSTRAINT "product_listings_rated_by_someone" CHECK ("rating_count" >= 0);
CREATE INDEX "product_listings_title_search" ON "product_listings" USING gin ("title_search") WITH (gin_pending_list_limit = 256);
CREATE INDEX "product_listings_attributes" ON "product_listings" USING gin ("attribute_values");
CREATE INDEX "product_listings_tags" ON "product_listings" USING gin ("tags");
CREATE INDEX "product_listings_by_rating" ON "product_listings"
  (("rating_average_tenths"::bigint * 1000000000 + "rating_count"), "product_id");
-- New entries wait in a list that every search reads through: short, so that searches stay fast, and there, so that a sale stays cheap.
ALTER INDEX "product_listings_search" SET (gin_pending_list_limit = 256);

CREATE TABLE "product_listing_prices" (
  "product_id" text COLLATE "C" NOT NULL,
  "currency" char(3) NOT NULL,
  "min_minor" bigint NOT NULL,
  CONSTRAINT "product_listing_prices_pkey" PRIMARY KEY ("product_id", "currency"),
  CONSTRAINT "product_listing_prices_of_listing" FOREIGN KEY ("product_id") REFERENCES "product_listings" ("product_id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "product_listing_prices_not_negative" CHECK ("min_minor" >= 0)
);
CREATE INDEX "product_listing_prices_in_order" ON "product_listing_prices" ("currency", "min_minor", "product_id");

CREATE TABLE "search_words" (
  "word" text COLLATE "C" NOT NULL,
  "products" integer NOT NULL DEFAULT 1,
  CONSTRAINT "search_words_pkey" PRIMARY KEY ("word")
);
CREATE INDEX "search_words_alike" ON "search_words" USING gin ("word" gin_trgm_ops);

CREATE TABLE "facet_values" (
  "key" text COLLATE "C" NOT NULL,
  "name" text NOT NULL,
  "value" text NOT NULL,
  CONSTRAINT "facet_values_pkey" PRIMARY KEY ("key")
);
