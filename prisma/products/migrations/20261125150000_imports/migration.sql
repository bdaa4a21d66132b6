-- Imports and exports of products: long work that someone starts, follows and can cancel (ADR 0031).
--
-- Old code: does not know the tables.
-- Locks:    only new tables.
-- Data:     none to move.
-- Undo:     DROP TABLE catalogue_job_errors, catalogue_jobs
--
-- Not in schema.prisma, because Prisma cannot say it: check constraints and the conditions of partial indexes.

CREATE TABLE "catalogue_jobs" (
  "id" text COLLATE "C" NOT NULL,
  "kind" text NOT NULL,
  "shop_id" text COLLATE "C" NOT NULL,
  "started_by" text,
  "api_key_id" text,
  "status" text NOT NULL,
  "request" jsonb NOT NULL,
  "idempotency_key" text,
  "run" integer NOT NULL DEFAULT 0,
  "total" integer,
  "done" integer NOT NULL DEFAULT 0,
  "progress" real NOT NULL DEFAULT 0,
  "is_checked" boolean NOT NULL DEFAULT false,
  "products_created" integer NOT NULL DEFAULT 0,
  "products_changed" integer NOT NULL DEFAULT 0,
  "error_count" integer NOT NULL DEFAULT 0,
  "result_file_id" text,
  "created_at" timestamptz(3) NOT NULL,
  "started_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "touched_at" timestamptz(3) NOT NULL,
  CONSTRAINT "catalogue_jobs_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "catalogue_jobs_known_kind" CHECK ("kind" IN ('PRODUCTS_IMPORT', 'PRODUCTS_EXPORT')),
  CONSTRAINT "catalogue_jobs_known_status" CHECK ("status" IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  CONSTRAINT "catalogue_jobs_finished_when_over" CHECK (
    ("status" IN ('QUEUED', 'RUNNING')) = ("finished_at" IS NULL)
  ),
  CONSTRAINT "catalogue_jobs_progress_is_a_share" CHECK ("progress" BETWEEN 0 AND 1),
  CONSTRAINT "catalogue_jobs_done_within_total" CHECK ("done" >= 0 AND ("total" IS NULL OR "done" <= "total"))
);
CREATE INDEX "catalogue_jobs_of_shop" ON "catalogue_jobs" ("shop_id", "created_at", "id");
CREATE INDEX "catalogue_jobs_living" ON "catalogue_jobs" ("shop_id", "id") WHERE "finished_at" IS NULL;
CREATE INDEX "catalogue_jobs_over" ON "catalogue_jobs" ("finished_at") WHERE "finished_at" IS NOT NULL;
CREATE UNIQUE INDEX "catalogue_jobs_one_per_key" ON "catalogue_jobs" ("started_by", "kind", "idempotency_key");

CREATE TABLE "catalogue_job_errors" (
  "job_id" text COLLATE "C" NOT NULL,
  "number" integer NOT NULL,
  "row" integer,
  "field" text[] NOT NULL DEFAULT '{}',
  "code" text NOT NULL,
  "sku" text,
  CONSTRAINT "catalogue_job_errors_pkey" PRIMARY KEY ("job_id", "number"),
  CONSTRAINT "catalogue_job_errors_job_exists" FOREIGN KEY ("job_id") REFERENCES "catalogue_jobs" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
