import { parseOptions } from "@node-rs/argon2";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

const hasher = createPasswordHasher();

it("hashes by argon2id at the promised cost, with a salt of its own each time", async () => {
  const [one, two] = await Promise.all([hasher.hash("correct horse"), hasher.hash("correct horse")]);

  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(parseOptions(one!)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, saltLen: 16 });
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
