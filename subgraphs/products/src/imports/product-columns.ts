import { CURRENCY_CODES, type CurrencyCode, isCurrencyCode } from "#platform/money/currency.ts";
import { isSlug } from "#platform/text/slug.ts";

/** Columns that say something about a product; of a product's rows the first counts. */
const PRODUCT_COLUMNS = [
  "handle",
  "title",
  "description",
  "status",
  "category",
  "tags",
  "seo_title",
  "seo_description",
  "media",
  "option1_name",
  "option2_name",
  "option3_name",
] as const;

/** Columns that say something about the variant of the row. */
const VARIANT_COLUMNS = [
  "option1_value",
  "option2_value",
  "option3_value",
  "sku",
  "weight_grams",
  "tax_class",
  "stock",
] as const;

export const FIXED_COLUMNS = [...PRODUCT_COLUMNS, ...VARIANT_COLUMNS] as const;
export type FixedColumn = (typeof FIXED_COLUMNS)[number];

/** Columns whose cells hold several values. */
export const LIST_COLUMNS: ReadonlySet<string> = new Set(["category", "tags", "media"] satisfies FixedColumn[]);

const PRICE = "price_";
const COMPARE_AT = "compare_at_price_";
const ATTRIBUTE = "attribute_";
const VARIANT_ATTRIBUTE = "variant_attribute_";

export const priceColumn = (currency: CurrencyCode): string => `${PRICE}${currency.toLowerCase()}`;
export const compareAtColumn = (currency: CurrencyCode): string => `${COMPARE_AT}${currency.toLowerCase()}`;
export const attributeColumn = (key: string): string => `${ATTRIBUTE}${key}`;
export const variantAttributeColumn = (key: string): string => `${VARIANT_ATTRIBUTE}${key}`;

/** The key of `column` where it is one of an attribute of a product; null where it is not. */
export const attributeKeyOf = (column: string): string | null => keyBehind(ATTRIBUTE, column);
export const variantAttributeKeyOf = (column: string): string | null => keyBehind(VARIANT_ATTRIBUTE, column);

const keyBehind = (prefix: string, column: string): string | null =>
  column.startsWith(prefix) && isSlug(column.slice(prefix.length), LONGEST_COLUMN) ? column.slice(prefix.length) : null;

const LONGEST_COLUMN = 150;

/** Currencies that a set of columns has prices in. */
export const currenciesOf = (has: (column: string) => boolean): CurrencyCode[] =>
  CURRENCY_CODES.filter((currency) => has(priceColumn(currency)) || has(compareAtColumn(currency)));

/** `name` as the format knows it, whatever its case and the spaces around it; null when there is no such column. */
export function parseColumn(name: string): string | null {
  if (name.length > LONGEST_COLUMN) return null;
  const column = name.trim().toLowerCase();
  const isKnown =
    (FIXED_COLUMNS as readonly string[]).includes(column) ||
    [PRICE, COMPARE_AT].some(
      (prefix) => column.startsWith(prefix) && isCurrencyCode(column.slice(prefix.length).toUpperCase()),
    ) ||
    attributeKeyOf(column) !== null ||
    variantAttributeKeyOf(column) !== null;
  return isKnown ? column : null;
}
