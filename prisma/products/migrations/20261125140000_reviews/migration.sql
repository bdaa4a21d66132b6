-- Reviews by those who bought: who may write one, images, replies, moderation, reports, and what the stars of a product and a
-- shop amount to.
--
-- Old code: only reads reviews, and goes on to; its averages count hidden ones, too.
-- Locks:    reviews, for a moment, and while its indexes are built. lock_timeout fails fast.
-- Data:     nothing has written reviews before this. Those of a product that no list shows have no shop, and fail the migration.
-- Undo:     drop the new tables, the new columns and the indexes that begin with them.
--
-- Not in schema.prisma, because Prisma cannot say it: check constraints, column collations and the conditions of partial indexes.
SET LOCAL lock_timeout = '5s';

CREATE TABLE "review_rights" (
  "order_line_id" text NOT NULL,
  "product_id" text NOT NULL,
  "variant_id" text NOT NULL,
  "shop_id" text NOT NULL,
  "user_id" text NOT NULL,
  "paid_at" timestamptz(3) NOT NULL,
  CONSTRAINT "review_rights_pkey" PRIMARY KEY ("order_line_id")
);
CREATE INDEX "review_rights_of_user" ON "review_rights" ("user_id");

CREATE TABLE "reviewers" (
  "user_id" text NOT NULL,
  "day" date,
  "writes" integer NOT NULL DEFAULT 0,
  "forgotten_at" timestamptz(3),
  CONSTRAINT "reviewers_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "reviewers_writes_not_negative" CHECK ("writes" >= 0)
);

ALTER TABLE "reviews"
  ADD COLUMN "variant_id" text,
  ADD COLUMN "shop_id" text,
  ADD COLUMN "status" text NOT NULL DEFAULT 'PUBLISHED',
  ADD COLUMN "moderation_reason" text,
  ADD COLUMN "title" text,
  ADD COLUMN "image_file_ids" text[] NOT NULL DEFAULT '{}',
  ADD COLUMN "reply" text,
  ADD COLUMN "replied_at" timestamptz(3),
  ADD COLUMN "open_reports" integer NOT NULL DEFAULT 0,
  ADD COLUMN "version" integer NOT NULL DEFAULT 1,
  ADD COLUMN "updated_at" timestamptz(3);
UPDATE "reviews" AS "review" SET "shop_id" = "listing"."shop_id"
FROM "product_listings" AS "listing" WHERE "listing"."product_id" = "review"."product_id";
UPDATE "reviews" SET "updated_at" = "created_at";
ALTER TABLE "reviews"
  ALTER COLUMN "shop_id" SET NOT NULL,
  ALTER COLUMN "updated_at" SET NOT NULL,
  ADD CONSTRAINT "reviews_known_status" CHECK ("status" IN ('PUBLISHED', 'HIDDEN')),
  ADD CONSTRAINT "reviews_title_short" CHECK (char_length("title") <= 100),
  ADD CONSTRAINT "reviews_reply_short" CHECK (char_length("reply") <= 500),
  ADD CONSTRAINT "reviews_reply_dated" CHECK (("reply" IS NULL) = ("replied_at" IS NULL)),
  ADD CONSTRAINT "reviews_few_images" CHECK (cardinality("image_file_ids") <= 5),
  ADD CONSTRAINT "reviews_open_reports_not_negative" CHECK ("open_reports" >= 0);
CREATE INDEX "reviews_best_of_product" ON "reviews" ("product_id", "rating", "created_at", "id");
CREATE INDEX "reviews_newest_of_shop" ON "reviews" ("shop_id", "created_at", "id");
CREATE INDEX "reviews_newest_of_author" ON "reviews" ("author_id", "created_at", "id");
DROP INDEX "reviews_of_author";
-- What moderators have to look at is little beside the rest.
CREATE INDEX "reviews_reported" ON "reviews" ("created_at", "id") WHERE "open_reports" > 0;
CREATE INDEX "reviews_hidden" ON "reviews" ("created_at", "id") WHERE "status" = 'HIDDEN';

CREATE TABLE "review_reports" (
  "review_id" text COLLATE "C" NOT NULL,
  "user_id" text NOT NULL,
  "reason" text NOT NULL,
  "reported_at" timestamptz(3) NOT NULL,
  "is_settled" boolean NOT NULL DEFAULT false,
  CONSTRAINT "review_reports_pkey" PRIMARY KEY ("review_id", "user_id"),
  CONSTRAINT "review_reports_review_exists" FOREIGN KEY ("review_id") REFERENCES "reviews" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "review_reports_known_reason" CHECK ("reason" IN ('SPAM', 'OFFENSIVE', 'PERSONAL_DATA', 'OFF_TOPIC', 'OTHER'))
);
CREATE INDEX "review_reports_of_user" ON "review_reports" ("user_id");

CREATE TABLE "product_ratings" (
  "product_id" text COLLATE "C" NOT NULL,
  "shop_id" text NOT NULL,
  "count" integer NOT NULL,
  "sum" integer NOT NULL,
  "stars" integer[] NOT NULL,
  CONSTRAINT "product_ratings_pkey" PRIMARY KEY ("product_id"),
  CONSTRAINT "product_ratings_of_five" CHECK (cardinality("stars") = 5 AND 0 <= ALL ("stars")),
  CONSTRAINT "product_ratings_count_adds_up" CHECK ("count" = "stars"[1] + "stars"[2] + "stars"[3] + "stars"[4] + "stars"[5]),
  CONSTRAINT "product_ratings_sum_adds_up" CHECK ("sum" = "stars"[1] + 2 * "stars"[2] + 3 * "stars"[3] + 4 * "stars"[4] + 5 * "stars"[5])
);

CREATE TABLE "shop_ratings" (
  "shop_id" text NOT NULL,
  "count" integer NOT NULL,
  "sum" integer NOT NULL,
  "stars" integer[] NOT NULL,
  CONSTRAINT "shop_ratings_pkey" PRIMARY KEY ("shop_id"),
  CONSTRAINT "shop_ratings_of_five" CHECK (cardinality("stars") = 5 AND 0 <= ALL ("stars")),
  CONSTRAINT "shop_ratings_count_adds_up" CHECK ("count" = "stars"[1] + "stars"[2] + "stars"[3] + "stars"[4] + "stars"[5]),
  CONSTRAINT "shop_ratings_sum_adds_up" CHECK ("sum" = "stars"[1] + 2 * "stars"[2] + 3 * "stars"[3] + 4 * "stars"[4] + 5 * "stars"[5])
);

INSERT INTO "product_ratings" ("product_id", "shop_id", "count", "sum", "stars")
SELECT "product_id", min("shop_id"), count(*), sum("rating"), ARRAY[
  count(*) FILTER (WHERE "rating" = 1), count(*) FILTER (WHERE "rating" = 2), count(*) FILTER (WHERE "rating" = 3),
  count(*) FILTER (WHERE "rating" = 4), count(*) FILTER (WHERE "rating" = 5)]
FROM "reviews" GROUP BY "product_id";
INSERT INTO "shop_ratings" ("shop_id", "count", "sum", "stars")
SELECT "shop_id", count(*), sum("rating"), ARRAY[
  count(*) FILTER (WHERE "rating" = 1), count(*) FILTER (WHERE "rating" = 2), count(*) FILTER (WHERE "rating" = 3),
  count(*) FILTER (WHERE "rating" = 4), count(*) FILTER (WHERE "rating" = 5)]
FROM "reviews" GROUP BY "shop_id";
