import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { GraphQLRequest } from "#platform/neighbour/neighbour.ts";

export type ResponsePath = readonly (string | number)[];

/** One failed fetch names no more places than this: a page of products without their stock is not twice as long as with it. */
const MAX_PATHS = 100;

/**
 * Where the fields that a fetch asks for stand in the subgraph's answer: the root fields, or the fields of each entity. An
 * error with such a path is one that the gateway can place in the client's answer.
 */
export function findFetchPaths({ query, variables }: GraphQLRequest): ResponsePath[] {
  const { definitions } = parse(query, { noLocation: true });
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const fields = findFields(operation?.selectionSet, fragments);
  const entities = fields.find(({ field }) => field.name.value === "_entities");
  if (!entities) return unique(fields).map((key) => [key]);
  const wanted = findFields(entities.field.selectionSet, fragments);
  const representations = Array.isArray(variables?.["representations"]) ? variables["representations"] : [];
  return representations
    .slice(0, MAX_PATHS)
    .flatMap(({ __typename: type }: { __typename?: string }, index) => {
      const ofType = wanted.filter((field) => field.type === type);
      // None for a fragment on an interface: then the field may be any entity's.
      return unique(ofType.length > 0 ? ofType : wanted).map((key) => ["_entities", index, key]);
    })
    .slice(0, MAX_PATHS);
}

interface WantedField {
  field: FieldNode;
  /** The type condition of the closest fragment around it. */
  type: string | undefined;
}

function findFields(
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  type?: string,
): WantedField[] {
  const find = (selection: SelectionNode): WantedField[] => {
    if (selection.kind === Kind.FIELD) return selection.name.value === "__typename" ? [] : [{ field: selection, type }];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return findFields(fragment?.selectionSet, fragments, fragment?.typeCondition?.name.value ?? type);
  };
  return (set?.selections ?? []).flatMap(find);
}

const unique = (fields: readonly WantedField[]): string[] => [
  ...new Set(fields.map(({ field }) => (field.alias ?? field.name).value)),
];
