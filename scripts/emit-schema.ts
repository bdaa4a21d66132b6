import "reflect-metadata";
import { composeServices } from "@apollo/composition";
import { Supergraph } from "@apollo/federation-internals";
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  lexicographicSortSchema,
  type NameNode,
  parse,
  print,
  printSchema,
} from "graphql";
import { readSubgraphs } from "./read-subgraphs.ts";

/** Every generated schema file by its path below `schema/`. */
export type SchemaFiles = Record<string, string>;

/**
 * Builds all subgraphs' schemas, composes them, and derives the public API.
 * @throws Error with composition's own messages when they do not fit together.
 */
export async function emitSchema(): Promise<SchemaFiles> {
  const subgraphs = (await readSubgraphs()).map(({ name, sdl }) => ({ name, typeDefs: sortDocument(parse(sdl)) }));
  const composed = composeServices(subgraphs.map((subgraph) => ({ ...subgraph, url: `plexus:${subgraph.name}` })));
  if (composed.errors) throw new Error(composed.errors.map((error) => error.message).join("\n\n"));
  const api = Supergraph.build(composed.supergraphSdl, { supportedFeatures: null }).apiSchema();
  return {
    ...Object.fromEntries(subgraphs.map(({ name, typeDefs }) => [`subgraphs/${name}.graphql`, `${print(typeDefs)}\n`])),
    "supergraph.graphql": composed.supergraphSdl.trimEnd() + "\n",
    "api.graphql": `${printSchema(lexicographicSortSchema(api.toGraphQLJSSchema()))}\n`,
  };
}

const byName = (left: { name: NameNode }, right: { name: NameNode }) => (left.name.value < right.name.value ? -1 : 1);
const sorted = <Node extends { name: NameNode }>(nodes: readonly Node[] | undefined) => [...(nodes ?? [])].sort(byName);

/** The same schema with types, fields, arguments and values in alphabetical order: a diff shows changes, not moves. */
function sortDocument(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map(sortDefinition);
  const nameOf = (node: DefinitionNode) => ("name" in node && node.name ? node.name.value : "");
  return { ...document, definitions: definitions.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1)) };
}

function sortDefinition(node: DefinitionNode): DefinitionNode {
  switch (node.kind) {
    case "ObjectTypeDefinition":
    case "InterfaceTypeDefinition":
      return { ...node, directives: sortedDirectives(node.directives), fields: sorted(node.fields).map(sortArguments) };
    case "InputObjectTypeDefinition":
      return { ...node, fields: sorted(node.fields) };
    case "EnumTypeDefinition":
      return { ...node, values: sorted(node.values) };
    default:
      return node;
  }
}

const sortArguments = (field: FieldDefinitionNode): FieldDefinitionNode => ({
  ...field,
  arguments: sorted(field.arguments),
});

const sortedDirectives = (directives: readonly ConstDirectiveNode[] | undefined) => sorted(directives);
