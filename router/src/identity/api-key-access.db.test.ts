import { pino } from "pino";
import { afterAll, describe, expect, inject, it } from "vitest";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { hashApiKeySecret, newApiKeySecret } from "#platform/identity/api-key-secret.ts";
import { NO_CLIENT } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { startTestGraph } from "../testing/test-graph.ts";
import type { AccountsClient, ApiKeyGrants } from "./accounts-client.ts";
import { createApiKeyRate } from "./api-key-rate.ts";
import { GRANTS_FRESH_MS, GRANTS_USABLE_MS } from "./grants-cache.ts";
import { createIdentify } from "./identify.ts";

const START = new Date("2026-11-25T10:00:00Z");
const logger = pino({ level: "silent" });
const redis = connectRedis({
  url: inject("redisUrl"),
  connectionName: "api-key-test",
  commandTimeoutMs: 5_000,
  logger,
});
afterAll(() => redis.disconnect());

const aKey = (changes: Partial<ApiKeyGrants> = {}): ApiKeyGrants => ({
  ...{ apiKeyId: newId("key", START), userId: newId("user", START), ratePerMinute: 1_000, expiresAt: null },
  ...{ scopes: ["shop:catalog"], memberships: [{ shopId: newId("shop", START), roles: ["CATALOG"] }] },
  ...changes,
});

/** A router's identification over an accounts that knows `keys` by secret. */
function setUp(keys: Record<string, ApiKeyGrants>, connection: typeof redis | null = null) {
  const state = { at: START, asked: [] as string[], isAway: false, keys };
  const accounts: Pick<AccountsClient, "apiKeyGrants"> = {
    async apiKeyGrants(hash) {
      state.asked.push(hash);
      if (state.isAway) throw new AppError("UNAVAILABLE", "accounts is not available. Try again.");
      return Object.entries(state.keys).find(([secret]) => hashApiKeySecret(secret) === hash)?.[1] ?? null;
    },
  };
  const takeFromRate = createApiKeyRate(connection);
  const deps = { accounts: accounts as AccountsClient, takeFromRate, oidc: null, now: () => state.at, logger };
  const { identify, changes } = createIdentify(deps);
  return {
    state,
    identify: (secret: string) => identify(secret, NO_CLIENT),
    changes,
    after: (ms: number) => (state.at = new Date(START.getTime() + ms)),
  };
}
const refused = expect.objectContaining({ name: "AppError", code: "UNAUTHENTICATED" });

it("lets a program do what its key may do now, and asks by the hash alone", async () => {
  const [secret, key] = [newApiKeySecret(), aKey()];
  const { state, identify } = setUp({ [secret]: key });
  const { apiKeyId, userId, scopes, memberships } = key;

  expect(await identify(secret)).toEqual({ kind: "apiKey", apiKeyId, userId, scopes, memberships });
  await identify(secret);
  expect(state.asked).toEqual([hashApiKeySecret(secret)]);
});

it("refuses what is no secret without asking anybody, and an unknown one with the same words", async () => {
  const { state, identify } = setUp({});
  const typo = newApiKeySecret().replace(/.$/, (last) => (last === "a" ? "b" : "a"));

  const noSecret = await identify(typo).catch((error: unknown) => error);
  expect(noSecret).toEqual(refused);
  expect(state.asked).toEqual([]);
  const unknown = await identify(newApiKeySecret()).catch((error: unknown) => error);
  expect([unknown, (unknown as AppError).publicMessage]).toEqual([refused, (noSecret as AppError).publicMessage]);
});

it("sees at once what is told to have changed, and within seconds what is not", async () => {
  const [secret, key] = [newApiKeySecret(), aKey()];
  const { state, identify, changes, after } = setUp({ [secret]: key });
  await identify(secret);
  state.keys = { [secret]: { ...key, scopes: [] } };
  expect(await identify(secret)).toMatchObject({ scopes: key.scopes });
  changes.userChanged(key.userId);
  expect(await identify(secret)).toMatchObject({ scopes: [] });

  state.keys = {};
  after(GRANTS_FRESH_MS);
  await expect(identify(secret)).rejects.toEqual(refused);
});

it("refuses a secret the moment it expires, whatever is remembered", async () => {
  const secret = newApiKeySecret();
  const { identify, after } = setUp({ [secret]: aKey({ expiresAt: new Date(START.getTime() + 1_000) }) });
  after(999);
  await identify(secret);
  after(1_000);
  await expect(identify(secret)).rejects.toEqual(refused);
});

it("goes on with a key that it knows while accounts is away, for minutes, and cannot tell of others", async () => {
  const secret = newApiKeySecret();
  const { state, identify, after } = setUp({ [secret]: aKey() });
  await identify(secret);
  state.isAway = true;
  after(GRANTS_USABLE_MS - 1);
  expect(await identify(secret)).toMatchObject({ kind: "apiKey" });
  await expect(identify(newApiKeySecret())).rejects.toMatchObject({ code: "UNAVAILABLE" });
  after(GRANTS_USABLE_MS);
  await expect(identify(secret)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

describe.each([
  ["in Redis", () => redis],
  ["without Redis", () => null],
])("the rate of a key, counted %s", (_, connection) => {
  it("is its own: what is over it is refused, with when to come again, and other keys go on", async () => {
    await expect.poll(() => redis.status).toBe("ready");
    const [secret, other] = [newApiKeySecret(), newApiKeySecret()];
    const { identify } = setUp({ [secret]: aKey({ ratePerMinute: 3 }), [other]: aKey() }, connection());

    const results = await Promise.allSettled(Array.from({ length: 5 }, () => identify(secret)));

    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason as object] : []));
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ name: "RateLimited", retryAfterSeconds: expect.any(Number) as number });
      const { retryAfterSeconds } = refusal as { retryAfterSeconds: number };
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    expect(await identify(other)).toMatchObject({ kind: "apiKey" });
  });
});

it("counts together what routers get that share a Redis", async () => {
  await expect.poll(() => redis.status).toBe("ready");
  const [secret, key] = [newApiKeySecret(), aKey({ ratePerMinute: 2 })];
  const [one, other] = [setUp({ [secret]: key }, redis), setUp({ [secret]: key }, redis)];
  await one.identify(secret);
  await other.identify(secret);
  await expect(one.identify(secret)).rejects.toMatchObject({ name: "RateLimited" });
  await expect(other.identify(secret)).rejects.toMatchObject({ name: "RateLimited" });
});

it("counts by itself while Redis is away", async () => {
  const nowhere = connectRedis({ url: "redis://127.0.0.1:1", connectionName: "nowhere", logger });
  try {
    const secret = newApiKeySecret();
    const { identify } = setUp({ [secret]: aKey({ ratePerMinute: 1 }) }, nowhere);
    await identify(secret);
    await expect(identify(secret)).rejects.toMatchObject({ name: "RateLimited" });
  } finally {
    nowhere.disconnect();
  }
});

it("answers 200, 401 and 429 over HTTP, with Retry-After, and runs nothing of what it refuses", async () => {
  const secret = newApiKeySecret();
  const { identify } = setUp({ [secret]: aKey({ ratePerMinute: 1 }) });
  const graph = await startTestGraph({ identify });
  try {
    const ask = (text: string) => graph.post({ query: "{ me { viewer } }" }, { authorization: `Bearer ${text}` });
    expect((await ask(secret)).body).toEqual({ data: { me: { viewer: "apiKey" } } });
    graph.takeCalls();

    const limited = await ask(secret);
    expect([limited.status, limited.body?.errors?.[0]?.extensions]).toEqual([429, { code: "RATE_LIMITED" }]);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    const unknown = await ask(newApiKeySecret());
    expect([unknown.status, unknown.body?.errors?.[0]?.extensions]).toEqual([401, { code: "UNAUTHENTICATED" }]);
    expect(unknown.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect(graph.takeCalls()).toEqual([]);
    expect(JSON.stringify(graph.log)).not.toContain(secret.slice(5));
  } finally {
    await graph.stop();
  }
});
