import { type FileId, parseId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { SelectedOption, TaxClass, VariantPrice } from "../catalogue/product.ts";
import { MAX_PRICE_MINOR, MAX_WEIGHT_GRAMS, PRODUCT_LIMITS } from "./product-limits.ts";
import type { Path, ProblemList } from "./product-problem.ts";
import { type AttributeInput, readAttributes, type WrittenAttribute } from "./read-attributes.ts";

/** What a client writes about a variant. What is absent stays, and so does null where a variant always has something. */
export interface VariantFieldsInput {
  sku?: string | null;
  selectedOptions?: readonly SelectedOption[] | null;
  prices?: readonly PriceInput[] | null;
  weightGrams?: number | null;
  taxClass?: TaxClass | null;
  attributes?: readonly AttributeInput[] | null;
  imageFileId?: string | null;
}

export interface PriceInput {
  currencyCode: CurrencyCode;
  minorUnits: number;
  compareAtMinorUnits?: number | null;
}

/** The same, read. What could not be read is missing, and among the problems. */
export interface WrittenVariant {
  /** Where in the input the variant stands. */
  readonly path: Path;
  sku?: string;
  selectedOptions?: readonly SelectedOption[];
  prices?: readonly VariantPrice[];
  weightGrams?: number | null;
  taxClass?: TaxClass;
  attributes?: readonly WrittenAttribute[];
  imageFileId?: FileId | null;
}

/** What can be typed in and printed on a label: no spaces, no control characters. */
const SKU = /^[\x21-\x7e]{1,100}$/;

/** Reads what is there of a variant; adds everything that is wrong to `problems`. */
export function readVariantFields(input: VariantFieldsInput, path: Path, problems: ProblemList): WrittenVariant {
  const written: WrittenVariant = { path };
  if (input.sku != null) {
    if (SKU.test(input.sku)) written.sku = input.sku;
    else problems.add("INVALID_SKU", [...path, "sku"]);
  }
  if (input.selectedOptions != null) {
    if (input.selectedOptions.length <= PRODUCT_LIMITS.options) written.selectedOptions = input.selectedOptions;
    else problems.add("TOO_MANY", [...path, "selectedOptions"]);
  }
  if (input.prices != null) written.prices = readPrices(input.prices, [...path, "prices"], problems);
  if (input.weightGrams !== undefined) written.weightGrams = readWeight(input.weightGrams, path, problems);
  if (input.taxClass != null) written.taxClass = input.taxClass;
  if (input.attributes != null)
    written.attributes = readAttributes(input.attributes, [...path, "attributes"], problems);
  if (input.imageFileId !== undefined) {
    written.imageFileId = input.imageFileId === null ? null : parseId("file", input.imageFileId);
    if (input.imageFileId !== null && written.imageFileId === null)
      problems.add("IMAGE_NOT_OF_PRODUCT", [...path, "imageFileId"]);
  }
  return written;
}

/** One price for each currency; amounts are whole minor units from 0 up. */
function readPrices(input: readonly PriceInput[], path: Path, problems: ProblemList): VariantPrice[] {
  if (input.length > PRODUCT_LIMITS.prices) {
    problems.add("TOO_MANY", path);
    return [];
  }
  const prices: VariantPrice[] = [];
  for (const [index, { currencyCode, minorUnits, compareAtMinorUnits = null }] of input.entries()) {
    if (prices.some(({ currency }) => currency === currencyCode)) problems.add("DUPLICATE", [...path, index]);
    const isGood = isAmount(minorUnits);
    const isCompareAtGood = compareAtMinorUnits === null || isAmount(compareAtMinorUnits);
    if (!isGood) problems.add("INVALID_PRICE", [...path, index, "minorUnits"]);
    if (!isCompareAtGood) problems.add("INVALID_PRICE", [...path, index, "compareAtMinorUnits"]);
    if (!isGood || !isCompareAtGood) continue;
    if (compareAtMinorUnits !== null && compareAtMinorUnits <= minorUnits)
      problems.add("COMPARE_AT_NOT_ABOVE_PRICE", [...path, index, "compareAtMinorUnits"]);
    prices.push({
      currency: currencyCode,
      minor: BigInt(minorUnits),
      compareAtMinor: compareAtMinorUnits === null ? null : BigInt(compareAtMinorUnits),
    });
  }
  return prices;
}

const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= MAX_PRICE_MINOR;

function readWeight(weight: number | null, path: Path, problems: ProblemList): number | null {
  if (weight === null || (Number.isSafeInteger(weight) && weight >= 0 && weight <= MAX_WEIGHT_GRAMS)) return weight;
  problems.add("INVALID_WEIGHT", [...path, "weightGrams"]);
  return null;
}
