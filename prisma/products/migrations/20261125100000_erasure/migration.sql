-- A review whose author was forgotten keeps its text and its stars, and is nobody's.
--
-- Old code: must not meet such a review: it shows no author as an error. There is no released version before this one.
-- Locks:    reviews, for a moment, and while the index is built. lock_timeout fails fast.
-- Undo:     reviews without an author have to go before the column can be required again.
SET LOCAL lock_timeout = '5s';

ALTER TABLE reviews ALTER COLUMN author_id DROP NOT NULL;
CREATE INDEX reviews_of_author ON reviews (author_id);
