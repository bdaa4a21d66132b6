import { describe, expect, it } from "vitest";
import { type CartLine, lineTotal, nextPosition, subtotal, totalQuantity, withChange } from "./cart.ts";

const line = (id: string, changes: Partial<CartLine> = {}): CartLine => ({
  id,
  variantId: `variant of ${id}`,
  quantity: 1,
  position: 1,
  unitPrice: { minor: 100n, currency: "EUR" },
  ...changes,
});

describe("the money of a cart", () => {
  it("is the unit price times the quantity per line, and their sum", () => {
    const lines = [line("a", { quantity: 3, unitPrice: { minor: 333n, currency: "EUR" } }), line("b", { quantity: 2 })];

    expect(lines.map(lineTotal)).toEqual([
      { minor: 999n, currency: "EUR" },
      { minor: 200n, currency: "EUR" },
    ]);
    expect(subtotal(lines, "EUR")).toEqual({ minor: 1_199n, currency: "EUR" });
  });

  it("stays exact where a binary float would not", () => {
    const dear = line("a", { quantity: 10_000, unitPrice: { minor: 9_007_199_254_740_993n, currency: "JPY" } });

    expect(lineTotal(dear).minor).toBe(90_071_992_547_409_930_000n);
  });

  it("is zero in the cart's currency for an empty cart", () => {
    expect(subtotal([], "KWD")).toEqual({ minor: 0n, currency: "KWD" });
  });
});

describe("a change of lines", () => {
  it("keeps the order, replaces what was updated, drops what was removed and appends what was added", () => {
    const lines = [line("a", { position: 1 }), line("b", { position: 2 }), line("c", { position: 5 })];
    const change = { added: [line("d", { position: 6 })], updated: [line("c", { quantity: 9 })], removedIds: ["a"] };

    expect(withChange(lines, change).map(({ id, quantity }) => [id, quantity])).toEqual([
      ["b", 1],
      ["c", 9],
      ["d", 1],
    ]);
    expect(nextPosition(lines)).toBe(6);
    expect(nextPosition([])).toBe(1);
    expect(totalQuantity(withChange(lines, change))).toBe(11);
  });
});
