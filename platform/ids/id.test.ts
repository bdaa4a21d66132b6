import { expect, it } from "vitest";
import { idFromBytes, newId, newSecretId, parseId } from "./id.ts";

it("sorts ids by their time of creation", () => {
  const ids = [1, 2, 70_000].map((milliseconds) => newId("ord", new Date(milliseconds)));
  expect([...ids].sort()).toEqual(ids);
});

it("makes ids of one millisecond that tell nothing about each other", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const ids = Array.from({ length: 1_000 }, () => newId("ord", now));
  expect(new Set(ids).size).toBe(1_000);
  // The random part is not a counter: were it one, all 1,000 would share these characters.
  expect(new Set(ids.map((id) => id.slice(16, 22))).size).toBeGreaterThan(990);
});

it("puts no time into an id that is a secret", () => {
  const [first, second] = [newSecretId("cart"), newSecretId("cart")];
  expect(first.slice(5, 13)).not.toBe(second.slice(5, 13));
});

it("reads back what it made, and nothing else", () => {
  const id = newId("prod", new Date());
  expect(parseId("prod", id)).toBe(id);
  expect(parseId("prod", newSecretId("cart"))).toBeNull();
  for (const text of [
    "",
    "prod_",
    `${id}0`,
    id.toUpperCase(),
    "prod_8zzzzzzzzzzzzzzzzzzzzzzzzz",
    `${id.slice(0, -1)}u`,
    `x${id}`,
  ]) {
    expect(parseId("prod", text)).toBeNull();
  }
});

it("makes the same id from the same bytes", () => {
  const bytes = new Uint8Array(16).fill(7);
  expect(idFromBytes("shop", bytes)).toBe(idFromBytes("shop", bytes));
});
