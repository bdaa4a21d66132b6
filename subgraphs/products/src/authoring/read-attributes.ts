import { isSlug } from "#platform/text/slug.ts";
import type { AttributeDefinition, AttributeValue } from "../catalogue/attribute.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";
import type { Path, ProblemList } from "./product-problem.ts";
import { readName } from "./read-name.ts";

/** One attribute as a client writes it: exactly one of the values. */
export interface AttributeInput {
  key: string;
  text?: string | null;
  number?: number | null;
  boolean?: boolean | null;
}

/** An attribute, and where in the input it stands. */
export interface WrittenAttribute extends AttributeValue {
  readonly path: Path;
}

const KEY_LENGTH = 100;

/** Reads attributes for their form alone; whether the categories know them is checked later (`checkAttributes`). */
export function readAttributes(
  input: readonly AttributeInput[],
  path: Path,
  problems: ProblemList,
): WrittenAttribute[] {
  if (input.length > PRODUCT_LIMITS.attributes) {
    problems.add("TOO_MANY", path);
    return [];
  }
  const read: WrittenAttribute[] = [];
  for (const [index, { key, ...given }] of input.entries()) {
    const place: Path = [...path, index];
    const values = [given.text, given.number, given.boolean].filter((value) => value != null);
    if (!isSlug(key, KEY_LENGTH)) problems.add("ATTRIBUTE_UNDEFINED", [...place, "key"]);
    else if (read.some((attribute) => attribute.key === key)) problems.add("DUPLICATE", [...place, "key"]);
    else if (values.length !== 1) problems.add("ATTRIBUTE_INVALID", place);
    else {
      const value = readValue(values[0]!, place, problems);
      if (value !== undefined) read.push({ key, value, path: place });
    }
  }
  return read;
}

function readValue(value: string | number | boolean, place: Path, problems: ProblemList) {
  return typeof value === "string"
    ? readName(value, PRODUCT_LIMITS.attributeText, [...place, "text"], problems)
    : value;
}

/** Whether `value` is one that the definition allows. */
export function fits(definition: AttributeDefinition, value: AttributeValue["value"]): boolean {
  switch (definition.type) {
    case "TEXT":
      return typeof value === "string";
    case "NUMBER":
      return typeof value === "number" && Number.isFinite(value);
    case "BOOLEAN":
      return typeof value === "boolean";
    case "CHOICE":
      return typeof value === "string" && definition.choices.includes(value);
  }
}

/** Adds what the definitions say against the attributes; the path of each is where the person can mend it. */
export function checkAttributes(
  attributes: readonly WrittenAttribute[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
  problems: ProblemList,
): void {
  for (const { key, value, path } of attributes) {
    const definition = definitions.get(key);
    if (!definition) problems.add("ATTRIBUTE_UNDEFINED", path);
    else if (!fits(definition, value)) problems.add("ATTRIBUTE_INVALID", path);
  }
}
