import { expect, it } from "vitest";
import { createAccessKeys } from "./access-key.ts";

const keys = createAccessKeys("a secret of at least 32 characters!");
const order = "ord_01h455vb4pex5vsknk084sn02q";

it("gives an order always the same key, which opens it", () => {
  expect(keys.of(order)).toBe(keys.of(order));
  expect(keys.of(order)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(keys.matches(order, keys.of(order))).toBe(true);
});

it.each([
  ["another order's key", keys.of("ord_01h455vb4pex5vsknk084sn02r")],
  ["a key under another secret", createAccessKeys("another secret of 32 characters!!!").of(order)],
  ["a part of the key", keys.of(order).slice(0, -1)],
  ["nothing", ""],
])("does not open an order with %s", (_, given) => {
  expect(keys.matches(order, given)).toBe(false);
});
