import { expect, it } from "vitest";
import { createCachedLoader } from "./cached-loader.ts";
import type { CacheEntry, CacheStore } from "./cache-store.ts";

const FRESH_MS = 60_000;
const STALE_MS = 600_000;

function setUp(
  load?: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  memory?: { entries: number; ms: number },
) {
  const kept = new Map<string, string>();
  const calls = {
    getMany: 0,
    setMany: [] as { entries: readonly CacheEntry[]; ttlMs: number }[],
    load: [] as string[][],
  };
  const store: CacheStore = {
    getMany: (keys) => (calls.getMany++, Promise.resolve(keys.map((key) => kept.get(key) ?? null))),
    setMany: async (entries, ttlMs) => {
      calls.setMany.push({ entries, ttlMs });
      for (const { key, text } of entries) kept.set(key, text);
    },
    drop: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
  const clock = { ms: 1_000_000 };
  const source = new Map([
    ["a", "A"],
    ["b", "B"],
  ]);
  const loader = createCachedLoader<string>({
    store,
    prefix: "test:v1",
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    load: (keys) => {
      calls.load.push([...keys]);
      return (load ?? (async () => new Map(source)))(keys);
    },
    now: () => new Date(clock.ms),
    ...(memory ? { memory } : {}),
    random: () => 1,
  });
  return { loader, calls, kept, clock, source };
}

it("answers in the order of the keys, null where the source has nothing, with one MGET and one read", async () => {
  const { loader, calls } = setUp();
  expect(await loader.loadMany(["b", "unknown", "a", "b"])).toEqual(["B", null, "A", "B"]);
  expect(calls.getMany).toBe(1);
  expect(calls.load).toEqual([["b", "unknown", "a"]]);
});

it("asks the source for what the cache does not have, and for nothing when it has all", async () => {
  const { loader, calls } = setUp((keys) => Promise.resolve(new Map(keys.map((key) => [key, key.toUpperCase()]))));
  await loader.loadMany(["a"]);
  expect(await loader.loadMany(["a", "b"])).toEqual(["A", "B"]);
  expect(await loader.loadMany(["a", "b"])).toEqual(["A", "B"]);
  expect(calls.load).toEqual([["a"], ["b"]]);
});

it("does not cache absence: a value that appears is seen at once", async () => {
  const { loader, source } = setUp();
  expect(await loader.loadMany(["new"])).toEqual([null]);
  source.set("new", "N");
  expect(await loader.loadMany(["new"])).toEqual(["N"]);
});

it("reads the source again when an entry is no longer fresh, and keeps it for the stale time on top", async () => {
  const { loader, calls, clock, source } = setUp();
  await loader.loadMany(["a"]);
  source.set("a", "changed");
  clock.ms += FRESH_MS - 1;
  expect(await loader.loadMany(["a"])).toEqual(["A"]);
  clock.ms += 1;
  expect(await loader.loadMany(["a"])).toEqual(["changed"]);
  expect(calls.setMany[0]?.ttlMs).toBe(FRESH_MS + STALE_MS);
});

it("uses stale entries while the source fails, and gives its error only for the keys that it has nothing for", async () => {
  let isDown = false;
  const down = new Error("source is down");
  const { loader, clock } = setUp(async () => {
    if (isDown) throw down;
    return new Map([["a", "A"]]);
  });
  await loader.loadMany(["a"]);
  isDown = true;
  clock.ms += FRESH_MS * 2;
  expect(await loader.loadMany(["a", "b"])).toEqual(["A", down]);
});

it("leaves a source that has failed alone for a while where it has stale values, then tries again", async () => {
  let isDown = false;
  const { loader, clock, calls } = setUp(async () => {
    if (isDown) throw new Error("source is down");
    return new Map([["a", "A"]]);
  });
  await loader.loadMany(["a"]);
  isDown = true;
  clock.ms += FRESH_MS * 2;
  await loader.loadMany(["a"]);
  expect(await loader.loadMany(["a"])).toEqual(["A"]);
  expect(calls.load).toHaveLength(2);
  isDown = false;
  clock.ms += 5_000;
  expect(await loader.loadMany(["a"])).toEqual(["A"]);
  expect(calls.load).toHaveLength(3);
});

it("keeps what is hot in memory for a moment, and forgets it when it is dropped", async () => {
  const { loader, clock, calls, source } = setUp(undefined, { entries: 10, ms: 1_000 });
  await loader.loadMany(["a", "b"]);
  clock.ms += 999;
  expect(await loader.loadMany(["b", "a"])).toEqual(["B", "A"]);
  expect(calls.getMany).toBe(1);
  clock.ms += 1;
  expect(await loader.loadMany(["a"])).toEqual(["A"]);
  expect(calls.getMany).toBe(2);
  source.set("a", "changed");
  await loader.drop(["a"]);
  expect(await loader.loadMany(["a"])).toEqual(["changed"]);
});

it("shares one look-up between callers that ask at the same time", async () => {
  const { loader, calls } = setUp();
  const answers = await Promise.all([loader.loadMany(["a"]), loader.loadMany(["a", "b"]), loader.loadMany(["b"])]);
  expect(answers).toEqual([["A"], ["A", "B"], ["B"]]);
  expect(calls.load).toEqual([["a"], ["b"]]);
});

it("does not share a look-up that began before a drop, and does not store what that look-up read", async () => {
  const waiting: ((value: Map<string, string>) => void)[] = [];
  let reads = 0;
  let secondRead: () => void;
  const bothRead = new Promise<void>((resolve) => (secondRead = resolve));
  const { loader, kept } = setUp(() => {
    if (++reads === 2) secondRead();
    return new Promise((resolve) => waiting.push(resolve));
  });
  const before = loader.loadMany(["a"]);
  await loader.drop(["a"]);
  const after = loader.loadMany(["a"]);
  await bothRead;
  waiting[1]!(new Map([["a", "new"]]));
  expect(await after).toEqual(["new"]);
  waiting[0]!(new Map([["a", "old"]]));
  expect(await before).toEqual(["old"]);
  expect([...kept.values()]).toEqual([expect.stringContaining('"new"')]);
});

it("treats an entry that it cannot read as a miss", async () => {
  const { loader, kept } = setUp();
  kept.set("test:v1:a", "garbage");
  expect(await loader.loadMany(["a"])).toEqual(["A"]);
});
