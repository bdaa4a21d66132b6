import { expect, it } from "vitest";
import { type CategoryId, newId } from "#platform/ids/id.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import type { Category } from "./category.ts";
import { toListedProduct } from "./to-listed-product.ts";

const top: Category = {
  id: newId("cat", new Date()) as CategoryId,
  handle: "clothing",
  name: "Clothing",
  description: "",
  parentId: null,
  ancestorIds: [],
  position: 0,
  attributes: [],
  shopId: null,
  version: 1,
};
const shirts: Category = {
  ...top,
  id: newId("cat", new Date()),
  name: "Shirts",
  parentId: top.id,
  ancestorIds: [top.id],
};
const categories = new Map<string, Category>([top, shirts].map((category) => [category.id, category]));

it("lists a product under its categories and all above them, by its lowest price in EUR, with what can be chosen", () => {
  const variants = [
    makeVariant({
      sku: "SHT-1",
      selectedOptions: [{ name: "Größe", value: "M" }],
      prices: [
        { currency: "USD", minor: 1n, compareAtMinor: null },
        { currency: "EUR", minor: 4_000n, compareAtMinor: null },
      ],
    }),
    makeVariant({
      sku: "SHT-2",
      selectedOptions: [{ name: "Größe", value: "L" }],
      prices: [{ currency: "EUR", minor: 3_000n, compareAtMinor: null }],
    }),
  ];
  const product = makeProduct({
    title: "Hémd",
    variants,
    categoryIds: [shirts.id],
    options: [{ name: "Größe", values: ["M", "L"] }],
  });
  expect(toListedProduct(product, categories)).toEqual({
    productId: product.id,
    shopId: product.shopId,
    categoryIds: [shirts.id, top.id],
    handle: product.handle,
    title: "Hémd",
    nameKey: "hemd",
    searchTexts: ["hemd", "shirts clothing m l sht 1 sht 2", "what it is"],
    priceMinMinor: 3_000n,
    optionValues: ["große=m", "große=l"],
    createdAt: product.createdAt,
  });
});

it("has no price to list when nothing is sold in EUR", () => {
  const product = makeProduct({ variants: [makeVariant({ prices: [] })] });
  expect(toListedProduct(product, categories).priceMinMinor).toBeNull();
});
