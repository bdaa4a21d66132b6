/** What the values of an attribute are. CHOICE is one of a list. */
export const ATTRIBUTE_TYPES = ["TEXT", "NUMBER", "BOOLEAN", "CHOICE"] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** A property that the products of a category have, say their material. Categories below have it, too. */
export interface AttributeDefinition {
  /** Unique among a category and its ancestors; lower case, words joined by hyphens. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  readonly type: AttributeType;
  /** Of NUMBER: what is counted, e.g. `cm`. */
  readonly unit: string | null;
  /** Of CHOICE: all there are, in the order in which they are shown; empty for the others. */
  readonly choices: readonly string[];
  /** Whether shoppers can filter by it. */
  readonly isFilterable: boolean;
}

/** What a product or a variant says about one attribute. A text, or a choice, is a string. */
export interface AttributeValue {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** The attributes of a category and its ancestors, by key. */
export const definitionsOf = (
  categories: readonly { readonly attributes: readonly AttributeDefinition[] }[],
): ReadonlyMap<string, AttributeDefinition> =>
  new Map(
    categories.flatMap(({ attributes }) => attributes.map((definition) => [definition.key, definition] as const)),
  );
