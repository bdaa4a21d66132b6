import { readFileSync } from "node:fs";
import { type DocumentNode, type EnumTypeDefinitionNode, Kind, parse } from "graphql";
import { BadEnvironment } from "#platform/config/environment.ts";

/** A composed schema and the subgraphs that it names. */
export interface Supergraph {
  sdl: string;
  subgraphs: { name: string; url: string }[];
}

/**
 * Reads a supergraph file of any origin.
 * @throws BadEnvironment in one sentence when the file cannot be read or is no supergraph.
 */
export function readSupergraph(file: string): Supergraph {
  let sdl: string;
  try {
    sdl = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new BadEnvironment(`SUPERGRAPH: the file ${file} cannot be read (${reason}).`);
  }
  return parseSupergraph(sdl, file);
}

/** @throws BadEnvironment in one sentence, naming `origin`, when `sdl` is no supergraph. */
export function parseSupergraph(sdl: string, origin: string): Supergraph {
  let document: DocumentNode;
  try {
    document = parse(sdl, { noLocation: true });
  } catch (error) {
    throw new BadEnvironment(`SUPERGRAPH: ${origin} is no GraphQL schema: ${(error as Error).message}`);
  }
  const subgraphs = findSubgraphs(document);
  if (subgraphs.length === 0) {
    throw new BadEnvironment(`SUPERGRAPH: ${origin} is a schema, but not a composed one: it names no subgraphs.`);
  }
  return { sdl, subgraphs };
}

/** The arguments of `@join__graph(name:, url:)` on the values of the enum `join__Graph`. @see Apollo's join specification. */
function findSubgraphs({ definitions }: DocumentNode): { name: string; url: string }[] {
  const graphs = definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === "join__Graph",
  );
  return (graphs?.values ?? []).flatMap((value) => {
    const join = value.directives?.find((directive) => directive.name.value === "join__graph");
    const argument = (name: string): string => {
      const found = join?.arguments?.find((candidate) => candidate.name.value === name)?.value;
      return found?.kind === Kind.STRING ? found.value : "";
    };
    return join ? [{ name: argument("name"), url: argument("url") }] : [];
  });
}
