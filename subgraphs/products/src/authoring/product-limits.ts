/**
 * How much a product may hold. Options, variants and tags as at Shopify; the others keep a document far below MongoDB's 16 MB and
 * a page readable. Lengths count characters.
 */
export const PRODUCT_LIMITS = {
  title: 255,
  handle: 200,
  description: 20_000,
  seoTitle: 255,
  seoDescription: 500,
  tags: 250,
  tag: 100,
  categories: 10,
  options: 3,
  optionValues: 100,
  optionText: 100,
  variants: 100,
  prices: 40,
  media: 50,
  alt: 500,
  attributes: 100,
  attributeText: 500,
} as const;

/** A billion euros in cents: ten thousand times as much is still an exact number in JavaScript. */
export const MAX_PRICE_MINOR = 100_000_000_000;
/** Ten tonnes. */
export const MAX_WEIGHT_GRAMS = 10_000_000;
