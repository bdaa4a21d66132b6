import { pino } from "pino";
import { expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { newId, type UserId } from "#platform/ids/id.ts";
import { createGrantsCache, GRANTS_FRESH_MS, GRANTS_USABLE_MS } from "./grants-cache.ts";

const START = new Date("2026-11-25T10:00:00Z");
const userId = newId("user", START);
const other = newId("user", START);
const away = new AppError("UNAVAILABLE", "accounts is not available. Try again.");

interface Value {
  userId: UserId;
  says: string;
}

/** A cache over a source that the test moves. */
function setUp() {
  const state = { at: START.getTime(), asked: 0, says: "first" as string | null, failure: null as Error | null };
  const cache = createGrantsCache<Value>({ now: () => new Date(state.at), logger: pino({ level: "silent" }) });
  const load = async (): Promise<Value | null> => {
    state.asked++;
    if (state.failure) throw state.failure;
    return state.says === null ? null : { userId, says: state.says };
  };
  const get = async (key = "k") => (await cache.get(key, { userId, load }))?.says ?? null;
  return { state, cache, get, load };
}

it("asks once while an answer is fresh, and again after", async () => {
  const { state, get } = setUp();
  expect(await get()).toBe("first");
  state.says = "second";
  state.at += GRANTS_FRESH_MS - 1;
  expect(await get()).toBe("first");
  state.at += 1;
  expect(await get()).toBe("second");
  expect(state.asked).toBe(2);
});

it("asks once for many callers at a time", async () => {
  const { state, get } = setUp();
  expect(await Promise.all(Array.from({ length: 50 }, () => get()))).toEqual(Array(50).fill("first"));
  expect(state.asked).toBe(1);
});

it("remembers a refusal as it remembers a grant", async () => {
  const { state, get } = setUp();
  state.says = null;
  expect([await get(), await get()]).toEqual([null, null]);
  expect(state.asked).toBe(1);
});

it("goes on with the last answer while the source is away, for as long as an access token lives, and no longer", async () => {
  const { state, get } = setUp();
  await get();
  state.failure = away;
  state.at += GRANTS_FRESH_MS;
  expect(await get()).toBe("first");
  state.at = START.getTime() + GRANTS_USABLE_MS - 1;
  expect(await get()).toBe("first");
  state.at += 1;
  await expect(get()).rejects.toBe(away);
  await expect(get("never asked before")).rejects.toBe(away);
});

it("leaves a source that has failed alone for a second, then asks again", async () => {
  const { state, get } = setUp();
  await get();
  state.failure = away;
  state.at += GRANTS_FRESH_MS;
  await Promise.all([get(), get()]);
  await get();
  await expect(get("another")).rejects.toBe(away);
  expect(state.asked).toBe(2);
  state.failure = null;
  state.says = "second";
  state.at += 1_000;
  expect(await get()).toBe("second");
});

it("passes on what is no absence of the source", async () => {
  const { state, get } = setUp();
  await get();
  state.failure = new TypeError("a bug");
  state.at += GRANTS_FRESH_MS;
  await expect(get()).rejects.toBe(state.failure);
});

it("forgets a person's answers when told, and those of others not", async () => {
  const { state, cache, get } = setUp();
  await get();
  cache.put("of the other", { userId: other, says: "other" });
  state.says = "second";
  cache.dropUser(userId);
  expect(await get()).toBe("second");
  expect(await get("of the other")).toBe("other");
  state.failure = away;
  cache.dropUser(userId);
  await expect(get()).rejects.toBe(away);
});

it("forgets a person's refusals when told", async () => {
  const { state, cache, get } = setUp();
  state.says = null;
  await get();
  state.says = "reinstated";
  cache.dropUser(userId);
  expect(await get()).toBe("reinstated");
});

it("never forgets that access is over, whatever the source says or does not say", async () => {
  const { state, cache, get } = setUp();
  await get();
  cache.end("k");
  cache.expireAll();
  state.at += GRANTS_USABLE_MS * 2;
  expect(await get()).toBeNull();
  expect(state.asked).toBe(1);
});

it("counts nothing as fresh after a gap, and still has it when the source is away", async () => {
  const { state, cache, get } = setUp();
  await get();
  cache.expireAll();
  state.failure = away;
  expect(await get()).toBe("first");
  state.at += 1_000;
  state.failure = null;
  state.says = "second";
  expect(await get()).toBe("second");
});

it.each(["dropUser", "expireAll", "end"] as const)("does not remember what was asked before %s", async (change) => {
  const { state, cache, get } = setUp();
  let answer!: (value: Value) => void;
  const early = cache.get("k", { userId, load: () => new Promise((resolve) => (answer = resolve)) });
  if (change === "dropUser") cache.dropUser(userId);
  if (change === "expireAll") cache.expireAll();
  if (change === "end") cache.end("k");
  state.says = "second";
  const late = await get();
  answer({ userId, says: "first" });
  await early;
  expect(late).toBe(change === "end" ? null : "second");
  expect(await get()).toBe(late);
});
