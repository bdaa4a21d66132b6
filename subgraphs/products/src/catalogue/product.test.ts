import { describe, expect, it } from "vitest";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { compareAtPriceIn, imageUrlOf, isHandle, priceIn, priceRangeIn } from "./product.ts";
import { pageOfVariants } from "./variant-page.ts";

const priced = (...minors: bigint[]) =>
  makeProduct({
    variants: minors.map((minor) => makeVariant({ prices: [{ currency: "EUR", minor, compareAtMinor: minor + 1n }] })),
  });

it("ranges from the lowest to the highest price of a currency, and is null in one it is not sold in", () => {
  const product = priced(300n, 100n, 200n);
  expect(priceRangeIn(product, "EUR")).toEqual({
    min: { minor: 100n, currency: "EUR" },
    max: { minor: 300n, currency: "EUR" },
  });
  expect(priceRangeIn(product, "JPY")).toBeNull();
});

it("prices a variant in the currencies it is sold in only", () => {
  const [variant] = priced(300n).variants;
  expect(priceIn(variant!, "EUR")).toEqual({ minor: 300n, currency: "EUR" });
  expect(compareAtPriceIn(variant!, "EUR")).toEqual({ minor: 301n, currency: "EUR" });
  expect([priceIn(variant!, "USD"), compareAtPriceIn(variant!, "USD")]).toEqual([null, null]);
});

it("shows a variant by its own picture, else by the product's first, else by none", () => {
  const [own, plain] = [makeVariant({ imageUrl: "own" }), makeVariant()];
  const product = makeProduct({ media: [{ fileId: null, url: "first", alt: "", width: 1, height: 1 }] });
  expect([imageUrlOf(product, own), imageUrlOf(product, plain)]).toEqual(["own", "first"]);
  expect(imageUrlOf(makeProduct({ media: [] }), plain)).toBeNull();
});

it("knows a handle by its form", () => {
  expect(["linen-shirt-1", "a"].map(isHandle)).toEqual([true, true]);
  expect(["", "Linen", "a b", "a\u0000", "x".repeat(201)].map(isHandle)).toEqual([false, false, false, false, false]);
});

describe("a page of variants", () => {
  const product = priced(1n, 2n, 3n, 4n, 5n);
  const page = (options: { limit: number; backward?: boolean; at?: number }) => {
    const cursor = options.at === undefined ? null : [product.variants[options.at]!.id];
    const { rows, ...ends } = pageOfVariants(product, {
      limit: options.limit,
      backward: options.backward ?? false,
      cursor,
    });
    return { places: rows.map((row) => product.variants.indexOf(row)), ...ends };
  };

  it("stands where its arguments say, and tells what is on either side", () => {
    expect(page({ limit: 2 })).toEqual({ places: [0, 1], hasNextPage: true, hasPreviousPage: false });
    expect(page({ limit: 2, at: 1 })).toEqual({ places: [2, 3], hasNextPage: true, hasPreviousPage: true });
    expect(page({ limit: 2, at: 3 })).toEqual({ places: [4], hasNextPage: false, hasPreviousPage: true });
    expect(page({ limit: 2, backward: true })).toEqual({ places: [3, 4], hasNextPage: false, hasPreviousPage: true });
    expect(page({ limit: 2, backward: true, at: 3 })).toEqual({
      places: [1, 2],
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect(page({ limit: 9, backward: true, at: 2 })).toEqual({
      places: [0, 1],
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  it("refuses the cursor of a variant that is not the product's", () => {
    expect(() => pageOfVariants(product, { limit: 2, backward: false, cursor: [makeVariant().id] })).toThrow(
      expect.objectContaining({ code: "BAD_USER_INPUT" }),
    );
  });
});
