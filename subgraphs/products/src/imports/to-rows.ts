import type { CurrencyCode } from "#platform/money/currency.ts";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import { toDecimal } from "#platform/money/money.ts";
import type { AttributeValue } from "../catalogue/attribute.ts";
import type { Product, Variant } from "../catalogue/product.ts";
import {
  attributeColumn,
  compareAtColumn,
  FIXED_COLUMNS,
  priceColumn,
  variantAttributeColumn,
} from "./product-columns.ts";
import type { Cell } from "./row.ts";

/** What products can say that others cannot: each makes a column. */
export interface ColumnNeeds {
  readonly currencies: Set<CurrencyCode>;
  readonly attributes: Set<string>;
  readonly variantAttributes: Set<string>;
}

export const noColumns = (): ColumnNeeds => ({
  currencies: new Set(),
  attributes: new Set(),
  variantAttributes: new Set(),
});

/** Adds what `product` needs columns for. */
export function addNeeds(needs: ColumnNeeds, product: Product): void {
  for (const { key } of product.attributes) needs.attributes.add(key);
  for (const { prices, attributes } of product.variants) {
    for (const { currency } of prices) needs.currencies.add(currency);
    for (const { key } of attributes) needs.variantAttributes.add(key);
  }
}

/** The columns of an export, in an order that does not depend on that of the products. */
export const columnsOf = ({ currencies, attributes, variantAttributes }: ColumnNeeds): string[] => [
  ...FIXED_COLUMNS,
  ...CURRENCY_CODES.filter((currency) => currencies.has(currency)).flatMap((currency) => [
    priceColumn(currency),
    compareAtColumn(currency),
  ]),
  ...[...attributes].sort().map(attributeColumn),
  ...[...variantAttributes].sort().map(variantAttributeColumn),
];

/** What is asked elsewhere for the rows of a product. */
export interface RowSources {
  categoryHandleOf: (id: string) => string | undefined;
  /** Units that can be sold; undefined when nobody has counted. */
  availableOf: (variantId: string) => number | undefined;
}

/** The rows of a product, one for each variant: importing them again changes nothing. */
export const toRows = (product: Product, sources: RowSources): Map<string, Cell>[] =>
  product.variants.map(
    (variant, index) =>
      new Map([
        ["handle", product.handle],
        ...(index === 0 ? cellsOfProduct(product, sources) : []),
        ...cellsOfVariant(product, variant, sources),
      ]),
  );

const cellsOfProduct = (product: Product, { categoryHandleOf }: RowSources): [string, Cell][] => [
  ["title", product.title],
  ["description", product.description],
  ["status", product.status],
  ["category", product.categoryIds.flatMap((id) => categoryHandleOf(id) ?? [])],
  ["tags", product.tags],
  ["seo_title", product.seo.title ?? ""],
  ["seo_description", product.seo.description ?? ""],
  ["media", product.media.map(({ fileId, url }) => fileId ?? url)],
  ...product.options.map(({ name }, index): [string, Cell] => [`option${index + 1}_name`, name]),
  ...product.attributes.map(toAttributeCell(attributeColumn)),
];

const cellsOfVariant = (product: Product, variant: Variant, { availableOf }: RowSources): [string, Cell][] => [
  ["sku", variant.sku],
  ...product.options.map(({ name }, index): [string, Cell] => [
    `option${index + 1}_value`,
    variant.selectedOptions.find((choice) => choice.name === name)?.value ?? "",
  ]),
  ["weight_grams", variant.weightGrams?.toString() ?? ""],
  ["tax_class", variant.taxClass],
  ["stock", availableOf(variant.id)?.toString() ?? ""],
  ...variant.prices.flatMap(({ currency, minor, compareAtMinor }): [string, Cell][] => [
    [priceColumn(currency), toDecimal({ minor, currency })],
    [compareAtColumn(currency), compareAtMinor === null ? "" : toDecimal({ minor: compareAtMinor, currency })],
  ]),
  ...variant.attributes.map(toAttributeCell(variantAttributeColumn)),
];

const toAttributeCell =
  (columnOf: (key: string) => string) =>
  ({ key, value }: AttributeValue): [string, Cell] => [columnOf(key), String(value)];
