-- The whole life of an account: roles, suspension, erasure, devices, address book, changes of address, identities of other
-- issuers, API keys, shop members, mail history and preferences, and the audit trail.
--
-- Old code: must be stopped. users.scopes becomes roles, and mailed tokens belong to a subject instead of a user. There is no
--           released version before this one.
-- Locks:    the tables of people and mails, for as long as a default is written: milliseconds on what exists.
-- Data:     whoever had scopes becomes an administrator. Mailed tokens keep their subject, the user.
-- Undo:     restore from a backup, roles cannot be turned back into the scopes that they were made of.
SET LOCAL lock_timeout = '5s';

ALTER TABLE users
    ALTER COLUMN email DROP NOT NULL,
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD COLUMN roles text[] NOT NULL DEFAULT ARRAY[]::text[],
    ADD COLUMN phone text,
    ADD COLUMN avatar_file_id text,
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN suspended_at timestamptz(3),
    ADD COLUMN erased_at timestamptz(3);
UPDATE users SET roles = ARRAY['ADMIN'] WHERE scopes <> ARRAY[]::text[];
ALTER TABLE users
    DROP COLUMN scopes,
    ADD CONSTRAINT users_roles_are_known CHECK (roles <@ ARRAY['SUPPORT', 'ADMIN']),
    ADD CONSTRAINT users_phone_is_short CHECK (length(phone) <= 20),
    ADD CONSTRAINT users_erased_are_nobody
        CHECK (erased_at IS NULL OR (email IS NULL AND password_hash IS NULL AND phone IS NULL AND avatar_file_id IS NULL));

CREATE TABLE addresses (
    id                  text PRIMARY KEY,
    user_id             text NOT NULL,
    full_name           text NOT NULL,
    line1               text NOT NULL,
    line2               text,
    city                text NOT NULL,
    region              text,
    postal_code         text,
    country_code        char(2) NOT NULL,
    phone               text,
    is_default_shipping boolean NOT NULL DEFAULT false,
    is_default_billing  boolean NOT NULL DEFAULT false,
    version             integer NOT NULL DEFAULT 1,
    created_at          timestamptz(3) NOT NULL,
    CONSTRAINT addresses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX addresses_of_user ON addresses (user_id, created_at, id);
CREATE UNIQUE INDEX addresses_one_default_shipping ON addresses (user_id) WHERE is_default_shipping;
CREATE UNIQUE INDEX addresses_one_default_billing ON addresses (user_id) WHERE is_default_billing;

ALTER TABLE email_tokens DROP CONSTRAINT email_tokens_user_id_fkey, DROP CONSTRAINT email_tokens_purpose_is_known;
ALTER TABLE email_tokens RENAME COLUMN user_id TO subject_id;
ALTER TABLE email_tokens ADD CONSTRAINT email_tokens_purpose_is_known
    CHECK (purpose IN ('VERIFY_EMAIL', 'PASSWORD_RESET', 'EMAIL_CHANGE', 'SHOP_INVITATION'));
ALTER INDEX email_tokens_of_user RENAME TO email_tokens_of_subject;

CREATE TABLE email_changes (
    id           text PRIMARY KEY,
    user_id      text NOT NULL,
    new_email    text NOT NULL,
    requested_at timestamptz(3) NOT NULL,
    confirmed_at timestamptz(3),
    CONSTRAINT email_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT email_changes_email_is_lower_case CHECK (new_email = lower(new_email))
);
CREATE INDEX email_changes_of_user ON email_changes (user_id, requested_at);

CREATE TABLE external_identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (issuer, subject),
    CONSTRAINT external_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX external_identities_of_user ON external_identities (user_id);

ALTER TABLE sessions
    ADD COLUMN last_used_at timestamptz(3),
    ADD COLUMN user_agent text,
    ADD COLUMN network text,
    ADD COLUMN external_key text,
    DROP CONSTRAINT sessions_reason_is_known,
    ADD CONSTRAINT sessions_reason_is_known CHECK (revoked_for IN ('SIGNED_OUT', 'SIGNED_OUT_EVERYWHERE', 'TOKEN_REUSED',
        'PASSWORD_CHANGED', 'PASSWORD_RESET', 'EMAIL_CHANGED', 'SUSPENDED', 'ERASED'));
UPDATE sessions SET last_used_at = created_at;
ALTER TABLE sessions ALTER COLUMN last_used_at SET NOT NULL;
DROP INDEX sessions_of_user;
CREATE INDEX sessions_of_user ON sessions (user_id, last_used_at, id);
CREATE UNIQUE INDEX sessions_one_live_per_external_key ON sessions (external_key) WHERE revoked_at IS NULL;

CREATE TABLE api_keys (
    id              text PRIMARY KEY,
    user_id         text NOT NULL,
    name            text NOT NULL,
    scopes          text[] NOT NULL,
    rate_per_minute integer NOT NULL,
    created_at      timestamptz(3) NOT NULL,
    expires_at      timestamptz(3),
    revoked_at      timestamptz(3),
    last_used_at    timestamptz(3),
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT api_keys_have_a_rate CHECK (rate_per_minute BETWEEN 1 AND 6000)
);
CREATE INDEX api_keys_of_user ON api_keys (user_id, created_at, id);

CREATE TABLE api_key_secrets (
    hash       text PRIMARY KEY,
    api_key_id text NOT NULL,
    hint       text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3),
    CONSTRAINT api_key_secrets_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX api_key_secrets_of_key ON api_key_secrets (api_key_id);

ALTER TABLE shops
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN closed_at timestamptz(3);
DROP INDEX shops_one_per_owner;
CREATE UNIQUE INDEX shops_one_open_per_owner ON shops (owner_user_id) WHERE closed_at IS NULL;

CREATE TABLE shop_members (
    shop_id    text NOT NULL,
    user_id    text NOT NULL,
    role       text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (shop_id, user_id),
    CONSTRAINT shop_members_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT shop_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT shop_members_role_is_known CHECK (role IN ('CATALOG', 'FULFILLMENT'))
);
CREATE INDEX shop_members_of_user ON shop_members (user_id);

CREATE TABLE shop_invitations (
    id                 text PRIMARY KEY,
    shop_id            text NOT NULL,
    email              text NOT NULL,
    role               text NOT NULL,
    invited_by_user_id text NOT NULL,
    created_at         timestamptz(3) NOT NULL,
    expires_at         timestamptz(3) NOT NULL,
    accepted_at        timestamptz(3),
    withdrawn_at       timestamptz(3),
    CONSTRAINT shop_invitations_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT shop_invitations_role_is_known CHECK (role IN ('CATALOG', 'FULFILLMENT')),
    CONSTRAINT shop_invitations_email_is_lower_case CHECK (email = lower(email))
);
CREATE UNIQUE INDEX shop_invitations_one_open_per_address ON shop_invitations (shop_id, email)
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE mails
    ADD COLUMN user_id text,
    ADD COLUMN category text NOT NULL DEFAULT 'TRANSACTIONAL',
    ADD COLUMN subject text;
CREATE INDEX mails_of_user ON mails (user_id, created_at, id) WHERE user_id IS NOT NULL;

CREATE TABLE notification_preferences (
    user_id    text NOT NULL,
    category   text NOT NULL,
    enabled    boolean NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (user_id, category),
    CONSTRAINT notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE audit_entries (
    id               text PRIMARY KEY,
    occurred_at      timestamptz(3) NOT NULL,
    source           text NOT NULL,
    action           text NOT NULL,
    actor_kind       text NOT NULL,
    actor_user_id    text,
    actor_api_key_id text,
    subject_type     text NOT NULL,
    subject_id       text NOT NULL,
    before           jsonb,
    after            jsonb,
    request_id       text,
    CONSTRAINT audit_entries_actor_is_known CHECK (actor_kind IN ('USER', 'API_KEY', 'GUEST', 'SYSTEM'))
);
CREATE INDEX audit_entries_in_order ON audit_entries (occurred_at, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_user_id, occurred_at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, occurred_at, id);

CREATE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are only added, never changed or removed';
END $$;
CREATE TRIGGER audit_entries_are_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entry();
CREATE TRIGGER audit_entries_are_never_emptied BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry();
