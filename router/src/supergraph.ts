import { readFileSync } from "node:fs";
import { parse } from "graphql";

/** A composed schema and the subgraphs that it names. */
export interface Supergraph {
  sdl: string;
  subgraphs: { name: string; url: string }[];
}

/**
 * Reads a supergraph file of any origin.
 * @throws Error in one sentence when the file is missing or no supergraph.
 */
export function readSupergraph(file: string): Supergraph {
  let sdl: string;
  try {
    sdl = readFileSync(file, "utf8");
  } catch {
    throw new Error(`The supergraph file ${file} cannot be read.`);
  }
  const subgraphs = findSubgraphs(sdl);
  if (subgraphs.length === 0) throw new Error(`The file ${file} is no supergraph: it names no subgraphs.`);
  return { sdl, subgraphs };
}

/** The arguments of `@join__graph(name:, url:)` on the values of the enum `join__Graph`. @see Apollo's join specification. */
function findSubgraphs(sdl: string): { name: string; url: string }[] {
  const graphs = parse(sdl, { noLocation: true }).definitions.find(
    (definition) => definition.kind === "EnumTypeDefinition" && definition.name.value === "join__Graph",
  );
  if (graphs?.kind !== "EnumTypeDefinition") return [];
  return (graphs.values ?? []).flatMap((value) => {
    const join = value.directives?.find((directive) => directive.name.value === "join__graph");
    const argument = (name: string): string => {
      const found = join?.arguments?.find((candidate) => candidate.name.value === name)?.value;
      return found?.kind === "StringValue" ? found.value : "";
    };
    return join ? [{ name: argument("name"), url: argument("url") }] : [];
  });
}
