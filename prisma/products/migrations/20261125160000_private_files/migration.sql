-- Files that are private documents: lists of products to be imported, and exported ones. A checked one has a digest and no
-- picture. shop_id names the shop whose members may see it beside its owner.
--
-- Old code: runs unchanged, and neither reads nor makes such files.
-- Locks:    files, while its rows are read once for the new constraints. lock_timeout fails fast.
-- Data:     none to move.
-- Undo:     delete files for PRODUCT_IMPORT and PRODUCT_EXPORT first, then put the old constraints back and drop the column.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "files"
  ADD COLUMN "shop_id" text,
  DROP CONSTRAINT "files_known_purpose",
  DROP CONSTRAINT "files_size_positive",
  DROP CONSTRAINT "files_shown_only_when_checked",
  ADD CONSTRAINT "files_known_purpose" CHECK (
    "purpose" IN ('PRODUCT_MEDIA', 'REVIEW_IMAGE', 'AVATAR', 'PRODUCT_IMPORT', 'PRODUCT_EXPORT')
  ),
  ADD CONSTRAINT "files_size_positive" CHECK ("size_bytes" > 0 OR ("size_bytes" = 0 AND "purpose" = 'PRODUCT_EXPORT')),
  ADD CONSTRAINT "files_shown_only_when_checked" CHECK (
    "status" NOT IN ('READY', 'ATTACHED')
    OR ("digest" IS NOT NULL AND (
      "purpose" IN ('PRODUCT_IMPORT', 'PRODUCT_EXPORT')
      OR ("width" > 0 AND "height" > 0 AND cardinality("widths") > 0)))
  ),
  ADD CONSTRAINT "files_private_have_no_picture" CHECK (
    "purpose" NOT IN ('PRODUCT_IMPORT', 'PRODUCT_EXPORT') OR "width" IS NULL
  ),
  ADD CONSTRAINT "files_only_private_of_a_shop" CHECK (
    "shop_id" IS NULL OR "purpose" IN ('PRODUCT_IMPORT', 'PRODUCT_EXPORT')
  );
