-- Files: pictures that people upload straight to S3, from the signed form to the picture in use.
--
-- Old code: does not know the table.
-- Locks:    only a new table.
-- Data:     none to move.
-- Undo:     DROP TABLE files, and the objects below incoming/ and files/ in the bucket.
--
-- Not in schema.prisma, because Prisma cannot say it: check constraints and the conditions of partial indexes.

CREATE TABLE "files" (
  "id" text COLLATE "C" NOT NULL,
  "owner_id" text,
  "purpose" text NOT NULL,
  "status" text NOT NULL,
  "filename" text,
  "content_type" text NOT NULL,
  "size_bytes" integer NOT NULL,
  "width" integer,
  "height" integer,
  "widths" integer[] NOT NULL DEFAULT '{}',
  "digest" text,
  "rejection_reason" text,
  "reference" text,
  "created_at" timestamptz(3) NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "completed_at" timestamptz(3),
  "loose_since" timestamptz(3) NOT NULL,
  CONSTRAINT "files_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "files_known_status" CHECK ("status" IN ('PENDING', 'READY', 'REJECTED', 'ATTACHED', 'DELETED')),
  CONSTRAINT "files_known_purpose" CHECK ("purpose" IN ('PRODUCT_MEDIA', 'REVIEW_IMAGE', 'AVATAR')),
  CONSTRAINT "files_size_positive" CHECK ("size_bytes" > 0),
  CONSTRAINT "files_shown_only_when_checked" CHECK (
    "status" NOT IN ('READY', 'ATTACHED')
    OR ("digest" IS NOT NULL AND "width" > 0 AND "height" > 0 AND cardinality("widths") > 0)
  ),
  CONSTRAINT "files_rejected_for_a_reason" CHECK ("status" <> 'REJECTED' OR "rejection_reason" IS NOT NULL),
  CONSTRAINT "files_attached_to_something" CHECK (("status" = 'ATTACHED') = ("reference" IS NOT NULL))
);
CREATE INDEX "files_of_owner" ON "files" ("owner_id");
CREATE INDEX "files_loose" ON "files" ("loose_since") WHERE "status" IN ('PENDING', 'READY', 'REJECTED');
CREATE INDEX "files_deleted" ON "files" ("id") WHERE "status" = 'DELETED';
