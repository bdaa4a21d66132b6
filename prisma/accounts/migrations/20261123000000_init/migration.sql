-- First tables of accounts: people, their sign-ins, signing keys, shops and mails.
--
-- Old code: there is none.
-- Locks:    only new tables.
-- Data:     none. The demo shops and people come from prisma/accounts/seed.ts.
-- Undo:     drop the database.

CREATE TABLE users (
    id                text PRIMARY KEY,
    email             text NOT NULL,
    password_hash     text NOT NULL,
    full_name         text NOT NULL,
    scopes            text[] NOT NULL DEFAULT ARRAY[]::text[],
    email_verified_at timestamptz(3),
    created_at        timestamptz(3) NOT NULL,
    CONSTRAINT users_email_is_lower_case CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    CONSTRAINT users_full_name_is_short CHECK (length(full_name) BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX users_one_per_email ON users (email);
CREATE INDEX users_in_order_of_creation ON users (created_at, id);

CREATE TABLE email_tokens (
    hash       text PRIMARY KEY,
    user_id    text NOT NULL,
    purpose    text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    used_at    timestamptz(3),
    CONSTRAINT email_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT email_tokens_purpose_is_known CHECK (purpose IN ('VERIFY_EMAIL'))
);
CREATE INDEX email_tokens_of_user ON email_tokens (user_id);
CREATE INDEX email_tokens_in_order_of_expiry ON email_tokens (expires_at);

CREATE TABLE sessions (
    id          text PRIMARY KEY,
    user_id     text NOT NULL,
    created_at  timestamptz(3) NOT NULL,
    revoked_at  timestamptz(3),
    revoked_for text,
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT sessions_revocation_has_a_reason CHECK ((revoked_at IS NULL) = (revoked_for IS NULL)),
    CONSTRAINT sessions_reason_is_known CHECK (revoked_for IN ('SIGNED_OUT', 'TOKEN_REUSED'))
);
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE refresh_tokens (
    hash       text PRIMARY KEY,
    session_id text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    rotated_at timestamptz(3),
    CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

CREATE TABLE password_checks (
    subject         text PRIMARY KEY,
    checked_at      timestamptz(3)[] NOT NULL,
    last_checked_at timestamptz(3) NOT NULL
);
CREATE INDEX password_checks_in_order_of_use ON password_checks (last_checked_at);

CREATE TABLE signing_keys (
    kid                text PRIMARY KEY,
    public_jwk         jsonb NOT NULL,
    private_jwk_sealed text NOT NULL,
    created_at         timestamptz(3) NOT NULL,
    active_from        timestamptz(3) NOT NULL,
    retired_at         timestamptz(3),
    CONSTRAINT signing_keys_public_part_is_public CHECK (NOT public_jwk ? 'd')
);

CREATE TABLE shops (
    id            text PRIMARY KEY,
    owner_user_id text NOT NULL,
    name          text NOT NULL,
    handle        text NOT NULL,
    description   text NOT NULL DEFAULT '',
    created_at    timestamptz(3) NOT NULL,
    CONSTRAINT shops_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT shops_handle_is_a_slug CHECK (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(handle) <= 60),
    CONSTRAINT shops_name_is_short CHECK (length(name) BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX shops_one_per_owner ON shops (owner_user_id);
CREATE UNIQUE INDEX shops_one_per_handle ON shops (handle);
CREATE INDEX shops_in_order_of_name ON shops (name, id);

CREATE TABLE mails (
    id         text PRIMARY KEY,
    dedupe_key text NOT NULL,
    to_address text NOT NULL,
    template   text NOT NULL,
    data       jsonb NOT NULL,
    status     text NOT NULL DEFAULT 'QUEUED',
    attempts   integer NOT NULL DEFAULT 0,
    message_id text,
    failure    text,
    created_at timestamptz(3) NOT NULL,
    sent_at    timestamptz(3),
    CONSTRAINT mails_status_is_known CHECK (status IN ('QUEUED', 'SENT', 'SKIPPED', 'FAILED')),
    CONSTRAINT mails_sent_is_told_when CHECK ((status = 'SENT') = (sent_at IS NOT NULL))
);
CREATE UNIQUE INDEX mails_one_per_cause ON mails (dedupe_key);
CREATE INDEX mails_by_status ON mails (status, created_at);

CREATE TABLE outbox_events (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    payload     jsonb NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    request_id  text
);

CREATE TABLE inbox_events (
    event_id    text NOT NULL,
    reaction    text NOT NULL,
    received_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (event_id, reaction)
);
