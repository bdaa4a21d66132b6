import { readLine } from "#platform/text/read-line.ts";
import { readText } from "#platform/text/read-text.ts";
import { isSlug } from "#platform/text/slug.ts";
import type { AttributeDefinition, AttributeType } from "../catalogue/attribute.ts";
import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";

/** How much a category may hold, and how many there may be. */
export const CATEGORY_LIMITS = {
  nameCharacters: 80,
  descriptionCharacters: 2_000,
  handleCharacters: 80,
  attributes: 30,
  choices: 200,
  wordCharacters: 60,
  unitCharacters: 12,
  /** From the top down, itself included. */
  levels: 5,
  children: 500,
  ofShop: 500,
} as const;

export interface AttributeDefinitionInput {
  readonly key: string;
  readonly name: string;
  readonly type: AttributeType;
  readonly unit?: string | null;
  readonly choices?: readonly string[] | null;
  readonly isFilterable?: boolean | null;
}

/** What is said of a category; what is absent or null is not touched. */
export interface CategoryInput {
  readonly name?: string | null;
  readonly handle?: string | null;
  readonly description?: string | null;
  readonly attributes?: readonly AttributeDefinitionInput[] | null;
}

export type CategoryFields = Pick<Category, "name" | "handle" | "description" | "attributes">;

/**
 * Reads what is there of a category. With problems, `fields` is a best effort that must not be stored. Whether a handle is free, and
 * whether keys clash with those of other categories, is for who knows the tree to say.
 */
export function readCategory(input: CategoryInput): { fields: Partial<CategoryFields>; problems: CategoryProblem[] } {
  const fields: { -readonly [Field in keyof CategoryFields]?: CategoryFields[Field] } = {};
  const problems: CategoryProblem[] = [];
  if (input.name != null) {
    const name = readLine(input.name, { max: CATEGORY_LIMITS.nameCharacters });
    if (name.kind === "good") fields.name = name.text;
    else problems.push(problem(`NAME_${name.problem}`, "name"));
  }
  if (input.handle != null) {
    if (isSlug(input.handle, CATEGORY_LIMITS.handleCharacters)) fields.handle = input.handle;
    else problems.push(problem("INVALID_HANDLE", "handle"));
  }
  if (input.description != null) {
    const description = readText(input.description, { max: CATEGORY_LIMITS.descriptionCharacters });
    if (description.kind === "good") fields.description = description.text;
    else problems.push(problem(`DESCRIPTION_${description.problem}`, "description"));
  }
  if (input.attributes != null) {
    const attributes = readDefinitions(input.attributes);
    fields.attributes = attributes.definitions;
    problems.push(...attributes.problems);
  }
  return { fields, problems };
}

function readDefinitions(inputs: readonly AttributeDefinitionInput[]): {
  definitions: AttributeDefinition[];
  problems: CategoryProblem[];
} {
  if (inputs.length > CATEGORY_LIMITS.attributes) {
    return { definitions: [], problems: [problem("TOO_MANY", "attributes")] };
  }
  const keys = inputs.map(({ key }) => key);
  const readings = inputs.map((input, index) => {
    const { definition, problems } = readDefinition(input, ["attributes", String(index)]);
    const isRepeat = keys.indexOf(input.key) < index;
    return {
      definition,
      problems: [
        ...problems,
        ...(isRepeat ? [problem("ATTRIBUTE_KEY_TAKEN", "attributes", String(index), "key")] : []),
      ],
    };
  });
  return {
    definitions: readings.map(({ definition }) => definition),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function readDefinition(
  { key, name, type, unit, choices, isFilterable }: AttributeDefinitionInput,
  path: readonly string[],
): { definition: AttributeDefinition; problems: CategoryProblem[] } {
  const problems: CategoryProblem[] = [];
  if (!isSlug(key, CATEGORY_LIMITS.wordCharacters)) problems.push(problem("INVALID_ATTRIBUTE_KEY", ...path, "key"));
  const words = readLine(name, { max: CATEGORY_LIMITS.wordCharacters });
  if (words.kind === "bad") problems.push(problem("INVALID_ATTRIBUTE_NAME", ...path, "name"));
  const measure = unit == null ? null : readLine(unit, { max: CATEGORY_LIMITS.unitCharacters });
  if (measure && (measure.kind === "bad" || type !== "NUMBER")) problems.push(problem("INVALID_UNIT", ...path, "unit"));
  const choice = readChoices(type, choices ?? [], [...path, "choices"]);
  return {
    definition: {
      key,
      name: words.kind === "good" ? words.text : name,
      type,
      unit: measure?.kind === "good" ? measure.text : null,
      choices: choice.values,
      isFilterable: isFilterable ?? true,
    },
    problems: [...problems, ...choice.problems],
  };
}

/** A CHOICE has some, all different; the others have none. */
function readChoices(
  type: AttributeType,
  choices: readonly string[],
  path: readonly string[],
): { values: string[]; problems: CategoryProblem[] } {
  if (choices.length > CATEGORY_LIMITS.choices) return { values: [], problems: [problem("TOO_MANY", ...path)] };
  if ((type === "CHOICE") !== choices.length > 0)
    return { values: [], problems: [problem("INVALID_CHOICES", ...path)] };
  const lines = choices.map((text) => readLine(text, { max: CATEGORY_LIMITS.wordCharacters }));
  const values = lines.map((line, index) => (line.kind === "good" ? line.text : choices[index]!));
  const problems = lines.flatMap((line, index) =>
    line.kind === "bad" || values.indexOf(values[index]!) < index
      ? [problem("INVALID_CHOICES", ...path, String(index))]
      : [],
  );
  return { values, problems };
}
