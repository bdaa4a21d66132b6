import { Binary, BSONRegExp, BSONSymbol, Code, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";
import { expect, it } from "vitest";
import { compareValues } from "./compare-values.ts";
import { encodeDirectedKey, encodeKey } from "./encode-key.ts";

/** A generator that gives the same numbers every time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const INTERESTING: unknown[] = [
  ...[null, undefined, true, false, 0, -0, 1, -1, 1.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e300, 5e-324],
  ...[new Int32(1), new Double(1), Long.fromInt(1), Long.MAX_VALUE, Long.MIN_VALUE],
  ...["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993"].map((text) =>
    Long.fromString(text),
  ),
  ...["", "a", "b", "ab", "a\0", "a\0b", "\0", "é", "\uffff", "🎉", "🎉a"],
  ...[{}, { a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 1 }, { a: "1" }, { a: { b: null } }],
  ...[[], [1], [1, 2], [[1]], [null], ["a"]],
  ...[new Date(0), new Date(-1), new Date(8.64e15), new Timestamp({ t: 1, i: 2 }), new Timestamp({ t: 1, i: 3 })],
  ...[new ObjectId("000000000000000000000001"), new ObjectId("ffffffffffffffffffffffff")],
  ...[
    new Binary(Buffer.from("a")),
    new Binary(Buffer.from("b")),
    new Binary(Buffer.from("aa")),
    new Binary(Buffer.from("a"), 5),
  ],
  ...[new BSONRegExp("a"), new BSONRegExp("a", "i"), new BSONSymbol("a"), new Code("x"), new Code("x", { a: 1 })],
  ...[new MinKey(), new MaxKey()],
];

const sign = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

it("orders keys as the values compare, for every pair of types", () => {
  for (const left of INTERESTING) {
    for (const right of INTERESTING) {
      const order = Math.sign(compareValues(left, right));
      expect(sign(encodeKey(left), encodeKey(right)), `${String(left)} and ${String(right)}`).toBe(order);
      expect(sign(encodeDirectedKey(left, -1), encodeDirectedKey(right, -1))).toBe(order === 0 ? 0 : -order);
    }
  }
});

it("compares consistently: what is before and after agrees whichever way one asks", () => {
  for (const left of INTERESTING) {
    for (const right of INTERESTING) {
      expect(Math.sign(compareValues(left, right)) + Math.sign(compareValues(right, left))).toBe(0);
    }
  }
});

it("orders keys of several fields by the first that differs, in each field's direction", () => {
  const random = createRandom(1);
  const pick = (): unknown => INTERESTING[Math.floor(random() * INTERESTING.length)];
  for (let i = 0; i < 20_000; i++) {
    const [left, right] = [0, 0].map(() => [pick(), pick(), pick()]) as [unknown[], unknown[]];
    const directions = [1, -1, 1] as const;
    const key = (values: unknown[]): string =>
      values.map((value, at) => encodeDirectedKey(value, directions[at]!)).join("");
    const orders = directions.map((direction, at) => Math.sign(compareValues(left[at], right[at])) * direction);
    expect(sign(key(left), key(right))).toBe((orders.find((order) => order !== 0) ?? 0) + 0);
  }
});

it("orders random numbers and int64 by value", () => {
  const random = createRandom(2);
  const number = (): unknown =>
    random() < 0.5
      ? new Long(Math.floor(random() * 2 ** 32) | 0, Math.floor(random() * 2 ** 32) | 0)
      : (random() - 0.5) * 10 ** Math.floor(random() * 40 - 10);
  for (let i = 0; i < 20_000; i++) {
    const [left, right] = [number(), number()];
    expect(sign(encodeKey(left), encodeKey(right))).toBe(Math.sign(compareValues(left, right)));
  }
});
