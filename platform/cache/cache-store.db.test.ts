import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, expect, inject, it } from "vitest";
import { createCacheStore } from "./cache-store.ts";
import { connectRedis } from "./connect-redis.ts";

const logger = pino({ level: "silent" });
const now = () => new Date();
const redis = connectRedis({ url: inject("redisUrl"), connectionName: "cache-store-test", logger });
afterAll(() => redis.disconnect());
const isReady = once(redis, "ready");

it("keeps texts until they are dropped or their time is up, in the order of the keys", async () => {
  await isReady;
  const store = createCacheStore({ redis, logger, now });
  const [a, b] = [`test:${randomUUID()}`, `test:${randomUUID()}`];
  await store.setMany(
    [
      { key: a, text: "A" },
      { key: b, text: "B" },
    ],
    60_000,
  );
  expect(await store.getMany([b, "test:unknown", a])).toEqual(["B", null, "A"]);
  expect(await redis.pttl(a)).toBeGreaterThan(50_000);
  await store.drop([a]);
  expect(await store.getMany([a, b])).toEqual([null, "B"]);
});

it("takes a Redis that is away for one that has nothing", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve)); // nobody listens on this port now
  const away = connectRedis({ url: `redis://127.0.0.1:${port}`, connectionName: "away", logger });
  const store = createCacheStore({ redis: away, logger, now });
  try {
    expect(await store.getMany(["a", "b"])).toEqual([null, null]);
    await store.setMany([{ key: "a", text: "A" }], 1_000);
    await store.drop(["a"]);
  } finally {
    away.disconnect();
  }
});

it("asks a Redis that hangs once, then leaves it alone for a second", async () => {
  const sockets = new Set<Socket>();
  let commands = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (data) => {
      const text = data.toString();
      if (/\bmget\b/i.test(text))
        commands++; // and never an answer
      else socket.write("+OK\r\n".repeat(text.match(/^\*/gm)?.length ?? 1));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const hanging = connectRedis({
    url: `redis://127.0.0.1:${port}`,
    connectionName: "hanging",
    commandTimeoutMs: 20,
    logger,
  });
  const clock = { ms: 0 };
  const store = createCacheStore({ redis: hanging, logger, now: () => new Date(clock.ms) });
  try {
    await once(hanging, "ready");
    expect(await store.getMany(["a"])).toEqual([null]);
    expect(await store.getMany(["a"])).toEqual([null]);
    expect(commands).toBe(1);
    clock.ms += 1_000;
    expect(await store.getMany(["a"])).toEqual([null]);
    expect(commands).toBe(2);
  } finally {
    hanging.disconnect();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
