import { expect, it } from "vitest";
import type { Cart } from "../cart/cart.ts";
import { offerOf, toOffers, variantIdOf } from "../cart/sample-offers.ts";
import { freezeCart, fromStoredCart, toStoredCart } from "./frozen-cart.ts";

const cart: Cart = {
  id: "cart_x",
  customerId: "user_x",
  currency: "EUR",
  status: "ACTIVE",
  version: 4,
  lockedByOrderId: null,
  lines: [1, 2].map((number) => ({
    id: `cln_${number}`,
    variantId: variantIdOf(number),
    quantity: number,
    position: number,
    unitPrice: { minor: 1n, currency: "EUR" },
  })),
};

it("freezes every line at the offered price and survives being stored unchanged", () => {
  const dear = { price: { minor: 9_007_199_254_740_993n, currency: "EUR" } } as const;
  const freezing = freezeCart(cart, toOffers(offerOf(1), offerOf(2, { ...dear, imageUrl: "https://img.example/2" })));

  expect(freezing.kind).toBe("frozen");
  if (freezing.kind !== "frozen") return;
  expect(freezing.cart.lines.map(({ quantity, unitPrice }) => [quantity, unitPrice.minor])).toEqual([
    [1, 1_000n],
    [2, 9_007_199_254_740_993n],
  ]);
  expect(fromStoredCart(JSON.parse(JSON.stringify(toStoredCart(freezing.cart))))).toEqual(freezing.cart);
});

it("quotes what it freezes, and a lock from before there were quotes costs the sum of its lines", () => {
  const freezing = freezeCart(cart, toOffers(offerOf(1), offerOf(2)));
  if (freezing.kind !== "frozen") throw new Error("nothing was frozen");
  const { quote, ...old } = toStoredCart(freezing.cart);

  expect(quote?.sums).toEqual({ subtotal: "3000", discounts: "0", shipping: "0", tax: null, total: "3000" });
  expect(fromStoredCart(old)).toEqual(freezing.cart);
});

it("freezes nothing when a line cannot be bought, and names all that cannot", () => {
  expect(freezeCart(cart, toOffers(offerOf(2, { price: null })))).toEqual({
    kind: "unavailable",
    lineIds: ["cln_1", "cln_2"],
  });
});
