import { CURRENCY_EXPONENTS, type CurrencyCode } from "#platform/money/currency.ts";
import type { AttributeDefinition, AttributeValue } from "../catalogue/attribute.ts";
import { type Product, type SelectedOption, TAX_CLASSES, type Variant } from "../catalogue/product.ts";
import { plainText } from "../catalogue/search-text.ts";
import type { AttributeInput } from "../authoring/read-attributes.ts";
import type { MediaInput, OptionInput, ProductFieldsInput } from "../authoring/read-product-input.ts";
import type { PriceInput, VariantFieldsInput } from "../authoring/read-variant-input.ts";
import { textOf } from "./group-rows.ts";
import {
  attributeColumn,
  attributeKeyOf,
  compareAtColumn,
  currenciesOf,
  priceColumn,
  variantAttributeColumn,
  variantAttributeKeyOf,
} from "./product-columns.ts";
import type { Row } from "./row.ts";

const SLOTS = [1, 2, 3] as const;
const NOT_AN_AMOUNT = -1; // which the rules for prices refuse in its place

const has = ({ cells }: Row, column: string): boolean => cells.has(column);

/** What the first row of a product says about it, as an edit by hand would be written; attributes and options apart. */
export function readProductCells(
  row: Row,
  categoryIdOf: (handle: string) => string | undefined,
): Pick<ProductFieldsInput, "title" | "description" | "seo" | "tags" | "categoryIds" | "media"> {
  const title = textOf(row, "title").trim();
  const given = (column: string): string | null => (has(row, column) ? textOf(row, column) : null);
  return {
    title: title === "" ? null : title,
    description: given("description"),
    seo: { title: given("seo_title"), description: given("seo_description") },
    tags: has(row, "tags") ? listOf(row, "tags") : null,
    // What is no category's handle stays as it is, and is refused in its place.
    categoryIds: has(row, "category") ? listOf(row, "category").map((handle) => categoryIdOf(handle) ?? handle) : null,
    media: has(row, "media") ? listOf(row, "media").map(toMedium) : null,
  };
}

/** Attributes are typed by the categories that the product will be in. */
export const readProductAttributes = (
  row: Row,
  former: Pick<Product, "attributes">,
  definitions: ReadonlyMap<string, AttributeDefinition>,
): AttributeInput[] | null =>
  readAttributeCells(row, former.attributes, definitions, { keyOf: attributeKeyOf, columnOf: attributeColumn });

const listOf = ({ cells }: Row, column: string): readonly string[] => {
  const cell = cells.get(column) ?? [];
  return typeof cell === "string" ? [cell] : cell;
};

/** An uploaded file, or a picture that the product has already. No address of a client's is ever fetched. */
const toMedium = (text: string): MediaInput => (text.startsWith("file_") ? { fileId: text } : { url: text });

/** The options that the rows of a product make: those that it has with the values that come with new variants. */
export function readOptionCells(rows: readonly Row[], former: Product): OptionInput[] | null {
  const slots = SLOTS.filter((slot) => rows.some((row) => textOf(row, valueColumn(slot)).trim() !== ""));
  if (slots.length === 0) return null;
  const written = slots.map((slot) => ({
    name: nameOf(rows, slot),
    values: distinct(rows.map((row) => textOf(row, valueColumn(slot)).trim()).filter((value) => value !== "")),
  }));
  if (former.options.length === 0) return written;
  return former.options.map(({ name, values }) => {
    const added = written.find((option) => plainText(option.name) === plainText(name))?.values ?? [];
    return { name, values: distinct([...values, ...added]) };
  });
}

/** One of each, whatever the case and accents; the first spelling stays. */
function distinct(values: readonly string[]): string[] {
  const byText = new Map<string, string>();
  for (const value of values) if (!byText.has(plainText(value))) byText.set(plainText(value), value);
  return [...byText.values()];
}

const valueColumn = (slot: number): string => `option${slot}_value`;
const nameColumn = (slot: number): string => `option${slot}_name`;
const nameOf = (rows: readonly Row[], slot: number): string =>
  rows.map((row) => textOf(row, nameColumn(slot)).trim()).find((name) => name !== "") ?? "";

/** What a row says about its variant, over what that has. `rows` are all of its product: the first may name the options. */
export function readVariantCells(
  row: Row,
  rows: readonly Row[],
  former: Variant | null,
  definitions: ReadonlyMap<string, AttributeDefinition>,
): VariantFieldsInput {
  const taxClass = parseTaxClass(textOf(row, "tax_class"));
  return {
    sku: textOf(row, "sku").trim(),
    selectedOptions: readChoices(row, rows, former),
    prices: readPriceCells(row, former),
    ...(has(row, "weight_grams") ? { weightGrams: readWholeNumber(textOf(row, "weight_grams")) } : {}),
    ...(taxClass ? { taxClass } : {}),
    attributes: readAttributeCells(row, former?.attributes ?? [], definitions, {
      keyOf: variantAttributeKeyOf,
      columnOf: variantAttributeColumn,
    }),
  };
}

const parseTaxClass = (text: string) => TAX_CLASSES.find((each) => each === text.trim().toUpperCase());

/** Whether a cell names a tax class, or none. */
export const isTaxClassCell = (text: string): boolean => text.trim() === "" || parseTaxClass(text) !== undefined;

function readChoices(row: Row, rows: readonly Row[], former: Variant | null): SelectedOption[] | null {
  const chosen = SLOTS.flatMap((slot) => {
    const value = textOf(row, valueColumn(slot)).trim();
    return value === "" ? [] : [{ name: nameOf(rows, slot), value }];
  });
  if (chosen.length === 0) return former ? null : [];
  const names = new Set(chosen.map(({ name }) => plainText(name)));
  return [...(former?.selectedOptions.filter(({ name }) => !names.has(plainText(name))) ?? []), ...chosen];
}

/** Null when the row says nothing about prices. An empty price takes the variant off sale in that currency. */
function readPriceCells(row: Row, former: Variant | null): PriceInput[] | null {
  const written = currenciesOf((column) => has(row, column));
  if (written.length === 0) return null;
  const known = (former?.prices ?? []).map(({ currency }) => currency);
  const all = [...known, ...written.filter((currency) => !known.includes(currency))];
  return all.flatMap((currency) => readPrice(row, currency, former) ?? []);
}

function readPrice(row: Row, currency: CurrencyCode, former: Variant | null): PriceInput | null {
  const known = former?.prices.find((price) => price.currency === currency);
  const amountIn = (column: string, before: bigint | null | undefined): number | null => {
    if (!has(row, column)) return before == null ? null : Number(before);
    return parseAmount(textOf(row, column).trim(), currency);
  };
  const minorUnits = amountIn(priceColumn(currency), known?.minor);
  const compareAtMinorUnits = amountIn(compareAtColumn(currency), known?.compareAtMinor);
  if (minorUnits === null && compareAtMinorUnits === null) return null;
  return { currencyCode: currency, minorUnits: minorUnits ?? NOT_AN_AMOUNT, compareAtMinorUnits };
}

/** Minor units of a decimal with a point and at most the currency's digits; null of nothing. Exact: no floating point. */
function parseAmount(text: string, currency: CurrencyCode): number | null {
  if (text === "") return null;
  const digits = CURRENCY_EXPONENTS[currency];
  const [, whole, fraction = ""] = /^(\d{1,13})(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > digits) return NOT_AN_AMOUNT;
  return Number(whole + fraction.padEnd(digits, "0"));
}

/** Null of nothing; what is no whole number is refused by whoever checks it. */
export function readWholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : NOT_AN_AMOUNT;
}

/** Null when the row says nothing about attributes; else all that there will be: an empty cell takes one away. */
function readAttributeCells(
  row: Row,
  former: readonly AttributeValue[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
  columns: { keyOf: (column: string) => string | null; columnOf: (key: string) => string },
): AttributeInput[] | null {
  const written = [...row.cells.keys()].flatMap((column) => columns.keyOf(column) ?? []);
  if (written.length === 0) return null;
  const known = former.map(({ key }) => key);
  const all = [...known, ...written.filter((key) => !known.includes(key))];
  return all.flatMap((key): AttributeInput[] => {
    if (!written.includes(key)) return [toAttribute(key, former.find((attribute) => attribute.key === key)!.value)];
    const text = textOf(row, columns.columnOf(key)).trim();
    return text === "" ? [] : [toAttribute(key, typed(text, definitions.get(key)))];
  });
}

function toAttribute(key: string, value: AttributeValue["value"]): AttributeInput {
  if (typeof value === "number") return { key, number: value };
  return typeof value === "boolean" ? { key, boolean: value } : { key, text: value };
}

/** What the text means where the definition wants a number or yes or no; else it stays text, and is refused in its place. */
function typed(text: string, definition: AttributeDefinition | undefined): AttributeValue["value"] {
  if (definition?.type === "NUMBER" && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (definition?.type === "BOOLEAN" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}
