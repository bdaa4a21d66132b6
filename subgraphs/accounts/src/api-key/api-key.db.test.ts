import { afterAll, beforeEach, expect, it } from "vitest";
import { hashApiKeySecret, isApiKeySecret } from "#platform/identity/api-key-secret.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { NO_CLIENT } from "#platform/identity/viewer.ts";
import { plusMs } from "#platform/time/clock.ts";
import { hours, minutes, seconds } from "#platform/time/duration.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";
import { createApiKeyUseCases } from "./api-key-use-cases.ts";
import { MAX_LIVE_KEYS } from "./api-key.ts";
import { createUseApiKey } from "./use-api-key.ts";

const START = new Date("2026-11-25T10:00:00Z");
const db = await openTestDatabase();
afterAll(() => db.close());

let at = START;
let told: (string | undefined)[] = [];
beforeEach(() => {
  at = START;
  told = [];
});
const now = () => at;
const announceAccessChange = async ({ userId }: { userId?: string }) => void told.push(userId);
const keys = createApiKeyUseCases({ db, announceAccessChange, now });
const use = createUseApiKey({ db, now });

const actorOf = (user: Pick<User, "id" | "roles">): Actor => ({
  viewer: viewerOf(user),
  client: NO_CLIENT,
  requestId: "a-request",
});
const INPUT = { name: "Stock sync", scopes: ["account:read"] };

async function created(actor: Actor, input: Parameters<typeof keys.createApiKey>[1] = INPUT) {
  const outcome = await keys.createApiKey(actor, input);
  if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
  return outcome;
}
async function rotated(actor: Actor, apiKeyId: string, overlapHours: number) {
  const outcome = await keys.rotateApiKey(actor, { apiKeyId, overlapHours });
  if (outcome.kind !== "rotated") throw new Error(JSON.stringify(outcome));
  return outcome;
}
const works = async (secret: string) => (await use(hashApiKeySecret(secret))) !== null;
const count = async (table: string, column: string, value: string) =>
  (await db.pool.query(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [value])).rowCount;
const actionsOn = async (id: string) =>
  (
    await db.pool.query<{ action: string }>("SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY action", [
      id,
    ])
  ).rows.map(({ action }) => action);

it("stores nothing of a secret but its hash and its end", async () => {
  const user = await insertUser(db);
  const { apiKey, secret } = await created(actorOf(user));

  expect(isApiKeySecret(secret)).toBe(true);
  expect(apiKey.hint).toBe(secret.slice(-4));
  const { rows } = await db.pool.query("SELECT * FROM api_key_secrets WHERE api_key_id = $1", [apiKey.id]);
  expect(rows).toEqual([
    { hash: hashApiKeySecret(secret), api_key_id: apiKey.id, hint: apiKey.hint, created_at: START, expires_at: null },
  ]);
  const { rows: entries } = await db.pool.query("SELECT * FROM audit_entries WHERE subject_id = $1", [apiKey.id]);
  expect(entries).toMatchObject([{ action: "api-key.create", actor_user_id: user.id, subject_type: "ApiKey" }]);
  expect(JSON.stringify(entries)).not.toContain(secret.slice(5, 20));
});

it("gives a person no more keys than they may have, however many calls come at once", async () => {
  const user = await insertUser(db);
  const outcomes = await Promise.all(
    Array.from({ length: MAX_LIVE_KEYS + 5 }, () => keys.createApiKey(actorOf(user), INPUT)),
  );

  expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(MAX_LIVE_KEYS);
  expect(outcomes.filter(({ kind }) => kind === "refused")).toHaveLength(5);
  expect(await count("api_keys", "user_id", user.id)).toBe(MAX_LIVE_KEYS);

  const [first] = outcomes;
  if (first?.kind !== "created") throw new Error("the first was refused");
  await keys.revokeApiKey(actorOf(user), { apiKeyId: first.apiKey.id });
  expect(await keys.createApiKey(actorOf(user), INPUT)).toMatchObject({ kind: "created" });
  expect(await keys.createApiKey(actorOf(user), { ...INPUT, name: "" })).toEqual({
    kind: "refused",
    problems: [
      { code: "INVALID_NAME", field: ["name"] },
      { code: "TOO_MANY_KEYS", field: null },
    ],
  });
});

it("looks at the roles that the person has now, not at those of their token", async () => {
  const user = await insertUser(db, { roles: ["ADMIN"] });
  const actor = actorOf(user);
  await db.pool.query("UPDATE users SET roles = ARRAY['SUPPORT'] WHERE id = $1", [user.id]);

  expect(await keys.createApiKey(actor, { name: "x", scopes: ["order:read", "order:refund"] })).toEqual({
    kind: "refused",
    problems: [{ code: "SCOPE_NOT_HELD", field: ["scopes", "1"] }],
  });
  expect(await count("api_keys", "user_id", user.id)).toBe(0);
});

it("makes no key for someone who has just been suspended", async () => {
  const user = await insertUser(db);
  await db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [user.id]);

  await expect(keys.createApiKey(actorOf(user), INPUT)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(await count("api_keys", "user_id", user.id)).toBe(0);
});

it("lets the former secret work until the overlap is over, and the new one from now on", async () => {
  const actor = actorOf(await insertUser(db));
  const { apiKey, secret: first } = await created(actor);

  const { secret: second, apiKey: after } = await rotated(actor, apiKey.id, 2);
  expect(after.hint).toBe(second.slice(-4));
  expect([await works(first), await works(second)]).toEqual([true, true]);
  at = plusMs(START, hours(2) - 1);
  expect(await works(first)).toBe(true);
  at = plusMs(START, hours(2));
  expect([await works(first), await works(second)]).toEqual([false, true]);
  expect(await actionsOn(apiKey.id)).toEqual(["api-key.create", "api-key.rotate"]);
});

it("keeps an earlier end of a secret when a later rotation would allow more, and takes a shorter one", async () => {
  const actor = actorOf(await insertUser(db));
  const { apiKey, secret: first } = await created(actor);
  const { secret: second } = await rotated(actor, apiKey.id, 1);
  const { secret: third } = await rotated(actor, apiKey.id, 168);
  at = plusMs(START, hours(1));
  expect([await works(first), await works(second), await works(third)]).toEqual([false, true, true]);
  const { secret: fourth } = await rotated(actor, apiKey.id, 0);
  expect([await works(second), await works(third), await works(fourth)]).toEqual([false, false, true]);
  expect(told).toHaveLength(3);
});

it("gives each of several rotations at once a secret that works", async () => {
  const actor = actorOf(await insertUser(db));
  const { apiKey } = await created(actor);
  const secrets = await Promise.all(Array.from({ length: 4 }, () => rotated(actor, apiKey.id, 1)));

  expect(await Promise.all(secrets.map(({ secret }) => works(secret)))).toEqual([true, true, true, true]);
  const refused = { kind: "refused", problems: ["TOO_MANY_SECRETS"] };
  expect(await keys.rotateApiKey(actor, { apiKeyId: apiKey.id, overlapHours: 1 })).toEqual(refused);
  await rotated(actor, apiKey.id, 0);
  at = plusMs(at, 1);
  await rotated(actor, apiKey.id, 1);
  expect(await count("api_key_secrets", "api_key_id", apiKey.id)).toBe(2);
});

it("treats unknown, foreign, revoked and expired keys alike, and tells all that is wrong at once", async () => {
  const [owner, stranger] = [actorOf(await insertUser(db)), actorOf(await insertUser(db))];
  const { apiKey, secret } = await created(owner);
  const { apiKey: revoked } = await created(owner);
  await keys.revokeApiKey(owner, { apiKeyId: revoked.id });
  const { apiKey: expired } = await created(owner, { ...INPUT, expiresAt: plusMs(START, 1) });
  at = plusMs(START, 1);
  told = [];

  for (const [actor, apiKeyId] of [
    [stranger, apiKey.id],
    [owner, "key_nonsense"],
    [owner, revoked.id],
    [owner, expired.id],
  ] as const) {
    expect(await keys.rotateApiKey(actor, { apiKeyId, overlapHours: 169 })).toEqual({
      kind: "refused",
      problems: ["NOT_FOUND", "INVALID_OVERLAP"],
    });
  }
  expect(await keys.revokeApiKey(stranger, { apiKeyId: apiKey.id })).toEqual({ kind: "notFound" });
  expect(await keys.revokeApiKey(owner, { apiKeyId: "key_nonsense" })).toEqual({ kind: "notFound" });
  expect(told).toEqual([]);
  expect(await works(secret)).toBe(true);
  expect(await count("api_key_secrets", "api_key_id", apiKey.id)).toBe(1);
});

it("ends a key with all its secrets, once, and says so again when asked again", async () => {
  const actor = actorOf(await insertUser(db));
  const { apiKey, secret: first } = await created(actor);
  const { secret: second } = await rotated(actor, apiKey.id, 1);
  const outcome = await keys.revokeApiKey(actor, { apiKeyId: apiKey.id });
  at = plusMs(START, minutes(1));

  expect(outcome).toMatchObject({ kind: "revoked", apiKey: { id: apiKey.id, revokedAt: START } });
  expect(await keys.revokeApiKey(actor, { apiKeyId: apiKey.id })).toEqual(outcome);
  expect([await works(first), await works(second)]).toEqual([false, false]);
  expect(await actionsOn(apiKey.id)).toEqual(["api-key.create", "api-key.revoke", "api-key.rotate"]);
});

it("gives a program the part of its owner's grants that the key has, as they are now, and none when it may not be", async () => {
  const user = await insertUser(db, { roles: ["SUPPORT"] });
  const expiresAt = plusMs(START, hours(1));
  const { apiKey, secret } = await created(actorOf(user), {
    name: "reader",
    scopes: ["order:read", "shop:catalog"],
    expiresAt,
    ratePerMinute: 30,
  });
  const shopId = "shop_01kavxv3q8fe2t6c5w0000000a";
  await db.pool.query(
    "INSERT INTO shops (id, owner_user_id, name, handle, created_at) VALUES ($1, $2, 'A shop', 'a-shop', now())",
    [shopId, user.id],
  );
  const grants = () => use(hashApiKeySecret(secret));

  expect(await grants()).toEqual({
    ...{ apiKeyId: apiKey.id, userId: user.id, ratePerMinute: 30, expiresAt },
    ...{ scopes: ["order:read", "shop:catalog"], memberships: [{ shopId, roles: ["CATALOG"] }] },
  });
  await db.pool.query("UPDATE users SET roles = '{}' WHERE id = $1", [user.id]);
  await db.pool.query("UPDATE shops SET closed_at = now() WHERE id = $1", [shopId]);
  expect(await grants()).toMatchObject({ scopes: ["shop:catalog"], memberships: [] });
  await db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [user.id]);
  expect(await grants()).toBeNull();
  await db.pool.query("UPDATE users SET suspended_at = NULL WHERE id = $1", [user.id]);
  at = expiresAt;
  expect(await grants()).toBeNull();
  expect(await use("unknown")).toBeNull();
});

it("notes a use at most once a minute", async () => {
  const { apiKey, secret } = await created(actorOf(await insertUser(db)));
  const lastUsedAt = async () =>
    (await db.pool.query<{ at: Date | null }>("SELECT last_used_at AS at FROM api_keys WHERE id = $1", [apiKey.id]))
      .rows[0]!.at;
  expect(await lastUsedAt()).toBeNull();
  await works(secret);
  at = plusMs(START, seconds(59));
  await works(secret);
  expect(await lastUsedAt()).toEqual(START);
  at = plusMs(START, minutes(1));
  await works(secret);
  expect(await lastUsedAt()).toEqual(at);
});
