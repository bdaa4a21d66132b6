import { expect, it } from "vitest";
import { makeCategory } from "../testing/make-category.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import type { Category } from "./category.ts";
import { toListedProduct } from "./to-listed-product.ts";

const top = makeCategory({
  handle: "clothing",
  name: "Clothing",
  attributes: [
    { key: "material", name: "Material", type: "TEXT", unit: null, choices: [], isFilterable: true },
    { key: "wash", name: "Wash at", type: "NUMBER", unit: "°C", choices: [], isFilterable: true },
    { key: "secret", name: "Secret", type: "TEXT", unit: null, choices: [], isFilterable: false },
  ],
});
const shirts = makeCategory({ name: "Shirts", parent: top });
const categories = new Map<string, Category>([top, shirts].map((category) => [category.id, category]));

it("lists a product under its categories and all above them, by its lowest price in EUR, with what can be chosen and filtered by", () => {
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
    tags: ["Sümmer"],
    attributes: [
      { key: "material", value: "Linen" },
      { key: "wash", value: 30 },
      { key: "secret", value: "unseen" },
    ],
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
    searchTexts: ["hemd", "shirts clothing m l summer linen 30 sht 1 sht 2", "what it is"],
    words: ["hemd", "shirts", "clothing", "summer", "linen"],
    priceMinMinor: 3_000n,
    prices: [
      { currency: "EUR", minMinor: 3_000n },
      { currency: "USD", minMinor: 1n },
    ],
    optionValues: ["große=m", "große=l"],
    attributeValues: ["material=linen", "wash=30"],
    tags: ["summer"],
    facetValues: [
      { key: "große=m", name: "Größe", value: "M" },
      { key: "große=l", name: "Größe", value: "L" },
      { key: "material=linen", name: "Material", value: "Linen" },
      { key: "wash=30", name: "Wash at", value: "30" },
    ],
    createdAt: product.createdAt,
  });
});

it("has no price to list when nothing is sold in EUR", () => {
  const product = makeProduct({ variants: [makeVariant({ prices: [] })] });
  expect(toListedProduct(product, categories).priceMinMinor).toBeNull();
});
