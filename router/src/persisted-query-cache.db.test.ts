import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createCacheStore } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { createPersistedQueryCache } from "./persisted-query-cache.ts";
import { startTestGraph, type TestGraph } from "./testing/test-graph.ts";

const logger = pino({ level: "silent" });
const now = () => new Date();
const toCache = (redis: ReturnType<typeof connectRedis>) =>
  createPersistedQueryCache(createCacheStore({ redis, logger, now }));

const redis = connectRedis({
  url: inject("redisUrl"),
  connectionName: "persisted-query-test",
  commandTimeoutMs: 15_000, // a busy machine is not a Redis that is away
  logger,
});
const first = await startTestGraph({ persistedQueries: toCache(redis) });
const second = await startTestGraph({ persistedQueries: toCache(redis) });
beforeAll(async () => {
  if (redis.status !== "ready") await once(redis, "ready");
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  redis.disconnect();
});

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });
const keyOf = (text: string) => `router:apq:${hashOf(text)}`;
const KETTLE = { data: { product: { name: "Kettle" } } };
const UNKNOWN = {
  errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
};

/** Apollo answers before the text is kept. */
const kept = (text: string) => expect.poll(() => redis.exists(keyOf(text))).toBe(1);

async function register(graph: TestGraph, query: string): Promise<void> {
  expect((await graph.post(byHash(query))).body).toEqual(UNKNOWN);
  expect((await graph.post({ query, ...byHash(query) })).body).toEqual(KETTLE);
  await kept(query);
}

it("a text that one router was told is known to every other, for a day", async () => {
  const query = `{ product(id: 1) { name } } # ${Math.random()}`;
  await register(first, query);
  expect((await first.post(byHash(query))).body).toEqual(KETTLE);
  expect((await second.post(byHash(query))).body).toEqual(KETTLE);
  const ttl = await redis.ttl(keyOf(query));
  expect(ttl).toBeGreaterThan(86_000);
  expect(ttl).toBeLessThanOrEqual(86_400);
});

it("a persisted query works by GET, too, and only a query does", async () => {
  const query = `{ product(id: 1) { name } } # ${Math.random()}`;
  await register(first, query);
  const ask = (text: string) =>
    second.send(`/graphql?extensions=${encodeURIComponent(JSON.stringify(byHash(text).extensions))}`, {
      headers: { "apollo-require-preflight": "1" },
    });
  expect((await ask(query)).body).toEqual(KETTLE);
  const mutation = `mutation { note(text: "${Math.random()}") }`;
  await first.post({ query: mutation, ...byHash(mutation) });
  await kept(mutation);
  second.takeCalls();
  expect((await ask(mutation)).status).toBe(405);
  expect(second.takeCalls()).toEqual([]);
});

it.each([
  ["a text that is no document of this graph", `{ nothing } # ${Math.random()}`],
  ["a text that is mostly comment", `{ product(id: 1) { name } } # ${"x".repeat(40_000)}${Math.random()}`],
])("%s is not kept", async (_, query) => {
  await first.post({ query, ...byHash(query) });
  const later = `{ product(id: 1) { name } } # ${Math.random()}`;
  await register(first, later); // whatever was to be kept of the first one is kept before this
  expect(await redis.exists(keyOf(query))).toBe(0);
  expect((await second.post(byHash(query))).body).toEqual(UNKNOWN);
});

it.each([["x"], ["../../other"], [{ a: 1 }], ["0".repeat(10_000)]])(
  "a hash that is none (%j) is unknown, and Redis is not asked for it",
  async (sha256Hash) => {
    const answer = await first.post({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(answer.body).toEqual(UNKNOWN);
    expect((await redis.keys("router:apq:*")).filter((key) => !/^router:apq:[0-9a-f]{64}$/.test(key))).toEqual([]);
  },
);

it("without Redis every hash is a miss, and a text that is sent along is answered", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve)); // nobody listens on this port now
  const away = connectRedis({ url: `redis://127.0.0.1:${port}`, connectionName: "away", logger });
  const graph = await startTestGraph({ persistedQueries: toCache(away) });
  try {
    const query = "{ product(id: 1) { name } }";
    expect((await graph.post(byHash(query))).body).toEqual(UNKNOWN);
    expect((await graph.post({ query, ...byHash(query) })).body).toEqual(KETTLE);
    expect((await graph.post(byHash(query))).body).toEqual(UNKNOWN);
    expect((await graph.post({ query })).body).toEqual(KETTLE);
    expect(graph.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  } finally {
    await graph.stop();
    away.disconnect();
  }
});
