import { newId } from "#platform/ids/id.ts";
import type { AccountsDatabase } from "../database.ts";
import { insertSession } from "./new-session.ts";
import { insertUser } from "./new-user.ts";
import { newAddress } from "./start-accounts.ts";

/** Every column of the database, job queue included, that holds `text` in any case. */
export async function findPlacesOf({ pool }: Pick<AccountsDatabase, "pool">, text: string): Promise<string[]> {
  const { rows } = await pool.query<{ schema: string; table: string; column: string }>(
    `SELECT c.table_schema AS schema, c.table_name AS table, c.column_name AS column
     FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema IN ('public', 'graphile_worker')
       AND c.data_type IN ('text', 'character', 'character varying', 'jsonb', 'json', 'ARRAY')`,
  );
  const found: string[] = [];
  for (const { schema, table, column } of rows) {
    const holds = `SELECT 1 FROM "${schema}"."${table}" WHERE "${column}"::text ILIKE '%' || $1 || '%' LIMIT 1`;
    if ((await pool.query(holds, [text])).rowCount === 1) found.push(`${table}.${column}`);
  }
  return found;
}

type Sql = (text: string, ...values: unknown[]) => Promise<unknown>;

/** Stores a person with `canary` in all that is personal, in every table that can hold something of a person. */
export async function plantPerson(db: AccountsDatabase, canary: string) {
  const at = new Date();
  const sql: Sql = (text, ...values) => db.pool.query(text, values);
  const user = await insertUser(db, {
    email: `${canary}@example.test`,
    fullName: `${canary} Berg`,
    phone: "+4915199887766",
    avatarFileId: newId("file", at),
    roles: ["SUPPORT"],
  });
  const viewer = await insertSession(db, user, { userAgent: `${canary}/1.0`, network: canary });
  const other = await insertUser(db);
  const shopId = newId("shop", at);
  await sql(
    "INSERT INTO shops (id, owner_user_id, name, handle, created_at) VALUES ($1, $2, 'Shop', 'a-shop', now())",
    shopId,
    other.id,
  );
  const invitations = { toThem: newId("inv", at), byThem: newId("inv", at) };
  const invite = "INSERT INTO shop_invitations VALUES ($1, $2, $3, 'CATALOG', $4, now(), now())";
  await sql(invite, invitations.toThem, shopId, user.email, other.id);
  await sql(invite, invitations.byThem, shopId, newAddress(), user.id);
  const changeId = newId("ech", at);
  await plantBelongings(sql, { userId: user.id, shopId, changeId, canary, at });
  for (const subject of [user.id, changeId, invitations.toThem]) {
    const token = "INSERT INTO email_tokens VALUES ($1, $2, 'PASSWORD_RESET', now(), now() + interval '1 hour')";
    await sql(token, `${canary}-${subject}`, subject);
  }
  await plantMails(sql, { user, otherId: other.id, invitationId: invitations.byThem, changeId, canary, at });
  return { user, viewer, other, shopId };
}

async function plantBelongings(
  sql: Sql,
  {
    userId,
    shopId,
    changeId,
    canary,
    at,
  }: { userId: string; shopId: string; changeId: string; canary: string; at: Date },
): Promise<void> {
  const keyId = newId("key", at);
  const address = "id, user_id, full_name, line1, city, country_code, created_at";
  const apiKey = "id, user_id, name, scopes, rate_per_minute, created_at";
  await sql(
    "INSERT INTO shop_members (shop_id, user_id, role, created_at) VALUES ($1, $2, 'CATALOG', now())",
    shopId,
    userId,
  );
  await sql("INSERT INTO email_changes VALUES ($1, $2, $3, now())", changeId, userId, `new-${canary}@example.test`);
  await sql(
    `INSERT INTO addresses (${address}) VALUES ($1, $2, $3, $3, $3, 'DE', now())`,
    newId("addr", at),
    userId,
    canary,
  );
  await sql("INSERT INTO external_identities VALUES ('https://issuer.test', $1, $2, now())", canary, userId);
  await sql(`INSERT INTO api_keys (${apiKey}) VALUES ($1, $2, $3, '{}', 60, now())`, keyId, userId, canary);
  await sql(
    "INSERT INTO api_key_secrets (hash, api_key_id, hint, created_at) VALUES ($1, $2, '1234', now())",
    canary,
    keyId,
  );
  await sql("INSERT INTO notification_preferences VALUES ($1, 'STOCK_ALERTS', false, now())", userId);
  await sql("INSERT INTO familiar_networks VALUES ($1, $2, now())", userId, canary);
}

async function plantMails(
  sql: Sql,
  about: {
    user: { id: string; email: string };
    otherId: string;
    invitationId: string;
    changeId: string;
    canary: string;
    at: Date;
  },
): Promise<void> {
  const { user, otherId, invitationId, changeId, canary, at } = about;
  const former = `former-${canary}@example.test`;
  const mails: readonly [template: string, status: string, to: string, userId: string | null, data: object][] = [
    ["order-paid", "SENT", user.email, user.id, { name: canary }],
    ["already-registered", "SENT", user.email, null, {}],
    ["order-placed", "QUEUED", user.email, user.id, { name: canary }],
    ["email-changed", "SENT", former, user.id, {}],
    ["already-registered", "SENT", former, null, {}],
    ["email-change-confirm", "SENT", `new-${canary}@example.test`, null, { emailChangeId: changeId }],
    ["shop-invitation", "SENT", newAddress(), null, { invitationId, inviterName: `${canary} B.` }],
    ["shop-ownership-transferred", "SENT", newAddress(), otherId, { newOwnerName: `${canary} B.` }],
  ];
  for (const [template, status, to, userId, data] of mails) {
    const id = newId("mail", at);
    const isTheirs = !template.startsWith("shop-");
    await sql(
      `INSERT INTO mails (id, dedupe_key, to_address, user_id, template, data, subject, status, created_at, sent_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), CASE $8 WHEN 'SENT' THEN now() END)`,
      ...[
        id,
        isTheirs ? `${canary}-${id}` : id,
        to,
        userId,
        template,
        JSON.stringify(data),
        isTheirs ? canary : null,
        status,
      ],
    );
  }
}
