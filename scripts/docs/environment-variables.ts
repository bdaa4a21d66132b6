import { z } from "zod";
import { routerEnvironment } from "../../router/src/config.ts";
import { runtimeEnvironment } from "../../runtime/settings.ts";
import { SUBGRAPH_NAMES } from "../../subgraphs/registry.ts";
import { describeValues, toJsonSchema } from "./json-schema.ts";

export interface Variable {
  name: string;
  meaning: string;
  /** What may be written, in words. */
  values: string;
  /** Undefined where there is none. */
  default: string | undefined;
  isRequired: boolean;
}

/** What one reader of the environment reads. */
export interface EnvironmentPart {
  title: string;
  variables: Variable[];
}

/**
 * Every part of the system with the variables that it reads, from the schemas that read them.
 * @throws Error naming a variable without a meaning, or one that two parts would default differently.
 */
export async function readEnvironmentParts(): Promise<EnvironmentPart[]> {
  const parts: EnvironmentPart[] = [{ title: "Every process", variables: readVariables(runtimeEnvironment) }];
  parts.push({ title: "router", variables: readVariables(routerEnvironment) });
  for (const name of SUBGRAPH_NAMES) {
    parts.push({ title: name, variables: readVariables(await importEnvironment(name)) });
  }
  parts.push({ title: "Addresses of subgraphs in other processes", variables: SUBGRAPH_NAMES.map(addressOf) });
  return withSharedMeanings(parts);
}

async function importEnvironment(name: string): Promise<z.ZodObject> {
  const config = (await import(`../../subgraphs/${name}/src/config.ts`)) as Record<string, unknown>;
  const schema = config[`${name}Environment`];
  if (schema instanceof z.ZodObject) return schema;
  throw new Error(`subgraphs/${name}/src/config.ts must export the zod object ${name}Environment.`);
}

function readVariables(schema: z.ZodObject): Variable[] {
  const { properties = {}, required = [] } = toJsonSchema(schema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    meaning: property.description ?? "",
    values: describeValues(property),
    default: property.default === undefined ? undefined : String(property.default),
    isRequired: required.includes(name),
  }));
}

/** Read by `runtime/neighbours.ts`, whose names follow from the registry. */
const addressOf = (subgraph: string): Variable => ({
  name: `${subgraph.toUpperCase()}_URL`,
  meaning: `Internal address of ${subgraph}, for the router and the siblings that ask it from another process.`,
  values: "URL",
  default: undefined,
  isRequired: false,
});

/** A part that reads a variable without saying why takes over what another part says. */
function withSharedMeanings(parts: readonly EnvironmentPart[]): EnvironmentPart[] {
  const all = parts.flatMap(({ variables }) => variables);
  for (const name of new Set(all.map((variable) => variable.name))) {
    const readings = all.filter((variable) => variable.name === name);
    const meaning = readings.find((reading) => reading.meaning !== "")?.meaning;
    if (meaning === undefined) throw new Error(`${name} has no .describe("…") in the schema that reads it.`);
    if (new Set(readings.map((reading) => reading.default)).size > 1) {
      throw new Error(`${name} has another default in another part.`);
    }
    for (const reading of readings) reading.meaning ||= meaning;
  }
  return [...parts];
}
