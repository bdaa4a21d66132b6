-- Guess limits that know from where a password is tried: per name, per name and network, per network, and which networks are
-- familiar to whom.
--
-- Old code: must be stopped, it does not fill the new columns. There is no released version before this one.
-- Locks:    password_checks, which is emptied: milliseconds.
-- Data:     counted checks are forgotten, they would have been within 15 minutes. Until people have signed in anew, no network is
--           familiar.
-- Undo:     drop the two tables and the two columns, and bring last_checked_at back.
SET LOCAL lock_timeout = '5s';

TRUNCATE password_checks;
DROP INDEX password_checks_in_order_of_use;
-- Each sign-in changes its row twice: with room in the page and no index on what changes, PostgreSQL does so in place.
ALTER TABLE password_checks
    DROP COLUMN last_checked_at,
    ADD COLUMN networks text[] NOT NULL,
    ADD COLUMN familiar boolean[] NOT NULL,
    ADD CONSTRAINT password_checks_are_whole
        CHECK (cardinality(checked_at) = cardinality(networks) AND cardinality(checked_at) = cardinality(familiar)),
    SET (fillfactor = 50);

CREATE TABLE network_checks (
    network    text PRIMARY KEY,
    checked_at timestamptz(3)[] NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE familiar_networks (
    user_id      text NOT NULL,
    network      text NOT NULL,
    signed_in_at timestamptz(3) NOT NULL,
    PRIMARY KEY (user_id, network),
    CONSTRAINT familiar_networks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX familiar_networks_in_order_of_use ON familiar_networks (signed_in_at);
