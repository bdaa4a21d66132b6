import { plainText } from "../catalogue/search-text.ts";
import type { ProductProblem } from "../authoring/product-problem.ts";
import type { ProductFieldsInput } from "../authoring/read-product-input.ts";
import type { VariantFieldsInput } from "../authoring/read-variant-input.ts";
import type { RowError } from "./catalogue-job.ts";
import { type RowGroup, textOf } from "./group-rows.ts";
import type { RowErrorCode } from "./import-problem.ts";
import { attributeColumn, compareAtColumn, priceColumn, variantAttributeColumn } from "./product-columns.ts";

const SHOWN_CHARACTERS = 100;

/** What the rows of a group were read as: problems say where in these something is wrong. */
export interface ReadInputs {
  readonly product: ProductFieldsInput;
  /** One for each row. */
  readonly variants: readonly VariantFieldsInput[];
}

export type RowErrors = ReturnType<typeof createRowErrors>;

/** Errors of the rows of a group, by the place of the row in it. */
export function createRowErrors(group: RowGroup) {
  const all: RowError[] = [];
  return {
    all: all as readonly RowError[],
    add(index: number, code: RowErrorCode, field: readonly string[]): void {
      const row = group.rows[index] ?? group.rows[0]!;
      const sku = textOf(row, "sku").trim().slice(0, SHOWN_CHARACTERS);
      all.push({ row: row.row, field: [...field], code, sku: sku === "" ? null : sku });
    },
  };
}

/** Adds problems of an edit by hand to the rows, and the columns, where a person finds them in the file. */
export function addProblems(
  group: RowGroup,
  problems: readonly ProductProblem[],
  inputs: ReadInputs,
  errors: RowErrors,
): void {
  for (const { code, field } of problems) {
    const [first, index, ...rest] = field ?? [];
    if (first === "variants" && index !== undefined) {
      errors.add(Number(index), code, columnOfVariant(group, inputs.variants[Number(index)], rest));
    } else errors.add(0, code, columnOfProduct(inputs.product, field ?? []));
  }
}

function columnOfProduct(input: ProductFieldsInput, [name, index, ...rest]: readonly string[]): string[] {
  switch (name) {
    case undefined:
      return [];
    case "seo":
      return [`seo_${index}`];
    case "options":
      return [`option${Number(index ?? 0) + 1}_${rest[0] === "name" ? "name" : "value"}`];
    case "attributes":
      return [attributeColumn(input.attributes?.[Number(index)]?.key ?? "")];
    default:
      return [name === "categoryIds" ? "category" : name, ...(index === undefined ? [] : [index])];
  }
}

function columnOfVariant(
  group: RowGroup,
  input: VariantFieldsInput | undefined,
  [name, index, ...rest]: readonly string[],
): string[] {
  switch (name) {
    case "sku":
      return ["sku"];
    case "prices": {
      const currency = input?.prices?.[Number(index)]?.currencyCode ?? "EUR";
      return [rest[0] === "compareAtMinorUnits" ? compareAtColumn(currency) : priceColumn(currency)];
    }
    case "weightGrams":
      return ["weight_grams"];
    case "selectedOptions":
      return [optionColumn(group, input?.selectedOptions?.[Number(index)]?.name, rest[0])];
    case "attributes":
      return [variantAttributeColumn(input?.attributes?.[Number(index)]?.key ?? "")];
    default:
      return [];
  }
}

/** The column of the option of that name, else of the first. */
function optionColumn(group: RowGroup, name: string | undefined, part: string | undefined): string {
  const slot = [1, 2, 3].find((each) =>
    group.rows.some((row) => name !== undefined && plainText(textOf(row, `option${each}_name`)) === plainText(name)),
  );
  return `option${slot ?? 1}_${part === "name" ? "name" : "value"}`;
}
