import { newId, type ProductId, type ShopId } from "#platform/ids/id.ts";
import type { Product, Variant } from "../catalogue/product.ts";

const NOW = new Date("2026-11-20T10:00:00Z");

export const makeVariant = (overrides: Partial<Variant> = {}): Variant => {
  const id = overrides.id ?? newId("var", NOW);
  return {
    id,
    sku: `SKU-${id.slice(-20)}`,
    title: "Standard",
    selectedOptions: [],
    prices: [{ currency: "EUR", minor: 1_990n, compareAtMinor: null }],
    imageUrl: null,
    weightGrams: 250,
    taxClass: "STANDARD",
    attributes: [],
    ...overrides,
  };
};

/** An ACTIVE product of one variant, with an id and a handle of its own. */
export function makeProduct(overrides: Partial<Product> = {}): Product {
  const id: ProductId = overrides.id ?? newId("prod", NOW);
  return {
    id,
    handle: `product-${id.slice(-20)}`,
    status: "ACTIVE",
    shopId: "shop_00000000000000000000000001" as ShopId,
    title: "A product",
    description: "What it is.",
    formerHandles: [],
    options: [],
    tags: [],
    attributes: [],
    seo: { title: null, description: null },
    categoryIds: [],
    media: [{ fileId: null, url: "https://media.example/a.webp", alt: "A product", width: 800, height: 800 }],
    variants: [makeVariant()],
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    publishedAt: NOW,
    ...overrides,
  };
}
