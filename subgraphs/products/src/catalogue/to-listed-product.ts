import { CURRENCY_CODES } from "#platform/money/currency.ts";
import type { Category } from "./category.ts";
import { priceRangeIn, type Product } from "./product.ts";
import { type FacetValue, LISTING_CURRENCY, type ListedProduct } from "./product-listing.ts";
import { plainText, searchableText, wordsOf } from "./search-text.ts";

/** Shorter ones cannot be mistyped recognizably; longer ones are numbers and addresses. */
const WORD_LENGTH = { min: 3, max: 40 };

/** The row of a product in the lists. `categories` has its own categories and all their ancestors, by id. */
export function toListedProduct(product: Product, categories: ReadonlyMap<string, Category>): ListedProduct {
  const own = product.categoryIds.flatMap((id) => categories.get(id) ?? []);
  const categoryIds = [...new Set(own.flatMap(({ id, ancestorIds }) => [id, ...ancestorIds]))];
  const shelves = categoryIds.flatMap((id) => categories.get(id) ?? []);
  const options = product.variants
    .flatMap(({ selectedOptions }) => selectedOptions)
    .map(({ name, value }) => ({ key: optionKey(name, value), name, value }));
  const attributes = attributesOf(product, shelves);
  const names = [
    ...shelves.map(({ name }) => name),
    ...product.options.flatMap(({ values }) => values),
    ...product.tags,
    ...attributes.map(({ value }) => value),
  ];
  const keywords = [...names, ...product.variants.map(({ sku }) => sku)];
  const prices = CURRENCY_CODES.flatMap((currency) => {
    const range = priceRangeIn(product, currency);
    return range ? [{ currency, minMinor: range.min.minor }] : [];
  });
  return {
    productId: product.id,
    shopId: product.shopId,
    categoryIds,
    handle: product.handle,
    title: product.title,
    nameKey: plainText(product.title),
    searchTexts: [
      searchableText(product.title),
      searchableText(keywords.join(" ")),
      searchableText(product.description),
    ],
    words: toWords([product.title, ...names].join(" ")),
    priceMinMinor: prices.find(({ currency }) => currency === LISTING_CURRENCY)?.minMinor ?? null,
    prices,
    optionValues: keysOf(options),
    attributeValues: keysOf(attributes),
    tags: [...new Set(product.tags.map(plainText))],
    facetValues: [...options, ...attributes],
    createdAt: product.createdAt,
  };
}

/** An option and a value of it, comparable whatever their case and accents: `size=m`. The same for attributes. */
export const optionKey = (name: string, value: string): string => `${plainText(name)}=${plainText(value)}`;

/** What the product and its variants say about the attributes that shoppers can filter by, under the attributes' names. */
function attributesOf(product: Product, shelves: readonly Category[]): FacetValue[] {
  const names = new Map(
    shelves.flatMap(({ attributes }) =>
      attributes.filter(({ isFilterable }) => isFilterable).map(({ key, name }) => [key, name] as const),
    ),
  );
  const values = [...product.attributes, ...product.variants.flatMap(({ attributes }) => attributes)];
  return values.flatMap(({ key, value }) => {
    const name = names.get(key);
    return name === undefined ? [] : [{ key: optionKey(key, String(value)), name, value: String(value) }];
  });
}

const keysOf = (values: readonly FacetValue[]): string[] => [...new Set(values.map(({ key }) => key))];

const toWords = (text: string): string[] => [
  ...new Set(
    wordsOf(text).filter(
      (word) => word.length >= WORD_LENGTH.min && word.length <= WORD_LENGTH.max && !/^\p{N}+$/u.test(word),
    ),
  ),
];
