import { readdirSync, readFileSync } from "node:fs";
import * as argon2 from "@node-rs/argon2";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

/** The 19th field, counted from the program's name in brackets. @see proc_pid_stat(5) */
const niceness = (file: string): number => Number(readFileSync(file, "utf8").split(") ").at(-1)!.split(" ")[16]);

/** `Algorithm.Argon2i`, a const enum that single files cannot read. */
const ARGON2I = 1;

const hasher = createPasswordHasher();
afterAll(() => hasher.close());

it("hashes by argon2id at the promised cost, with a salt of its own each time", async () => {
  const [one, two] = await Promise.all([hasher.hash("correct horse"), hasher.hash("correct horse")]);

  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(argon2.parseOptions(one!)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, saltLen: 16 });
  expect(two).not.toBe(one);
});

it("tells the right password from a wrong one, and reads all of it", async () => {
  const long = "x".repeat(127);
  const hash = await hasher.hash(`${long}a`);

  expect(await hasher.verify(hash, `${long}a`)).toBe(true);
  expect(await hasher.verify(hash, `${long}b`)).toBe(false);
  expect(await hasher.verify(hash, long)).toBe(false);
});

it("takes a composed and a decomposed letter for the same", async () => {
  const hash = await hasher.hash("caf\u00e9-caf\u00e9");

  expect(await hasher.verify(hash, "cafe\u0301-cafe\u0301")).toBe(true);
});

it("says no for an account that does not exist, whatever the password", async () => {
  expect(await hasher.verify(null, "correct horse")).toBe(false);
  expect(await hasher.verify(null, "")).toBe(false);
});

it("tells a hash of another cost from today's", async () => {
  expect(hasher.isOutdated(await hasher.hash("correct horse"))).toBe(false);
  expect(hasher.isOutdated(await argon2.hash("correct horse", { memoryCost: 8_192, timeCost: 2 }))).toBe(true);
  expect(hasher.isOutdated(await argon2.hash("correct horse", { algorithm: ARGON2I }))).toBe(true);
});

it("refuses at once when too many wait, and takes work again afterwards", async () => {
  const small = createPasswordHasher({ threads: 1, maxWaiting: 2 });
  onTestFinished(() => small.close());

  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => small.verify(null, "correct horse")));

  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
  expect(outcomes[4]).toMatchObject({ reason: { code: "UNAVAILABLE" } });
  expect(await small.verify(null, "correct horse")).toBe(false);
});

it("takes what waits in order of arrival, however many keep coming", async () => {
  const small = createPasswordHasher({ threads: 1 });
  onTestFinished(() => small.close());
  const ended: number[] = [];
  let arrived = 0;
  const signInAgainAndAgain = async () => {
    while (arrived < 40) {
      const place = arrived++;
      await small.verify(null, "correct horse");
      ended.push(place);
    }
  };

  await Promise.all(Array.from({ length: 8 }, signInAgainAndAgain));

  expect(ended).toEqual(Array.from({ length: 40 }, (_, place) => place));
});

// Only Linux tells the priorities of threads.
if (process.platform === "linux") {
  it("hashes in threads of low priority, beside the event loop's", async () => {
    const hashed = createPasswordHasher({ threads: 1 });
    onTestFinished(() => hashed.close());
    await hashed.hash("correct horse");

    const priorities = readdirSync("/proc/self/task").map((thread) => niceness(`/proc/self/task/${thread}/stat`));

    expect(niceness(`/proc/self/task/${process.pid}/stat`)).toBe(0);
    expect(priorities).toContain(19);
  });
}
