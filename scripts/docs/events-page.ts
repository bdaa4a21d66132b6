import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventDefinition } from "#platform/events/define-event.ts";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { SUBGRAPH_NAMES, subscribersOf } from "../../subgraphs/registry.ts";
import { describeValues, type JsonSchema, toJsonSchema } from "./json-schema.ts";
import { code, markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Events

Written by \`npm run docs\` from \`subgraphs/*/contract/events.ts\` and \`subgraphs/registry.ts\`; do not edit it.

An event is a fact that a subgraph stores in the same transaction as the change it tells of, and delivers to each subscriber
at least once, in no promised order. Amounts are decimal digits of the currency's minor unit.`;

/** One event as its publisher's contract declares it. */
export interface PublishedEvent {
  publisher: string;
  definition: EventDefinition;
  /** The comment above its definition. */
  meaning: string;
}

/**
 * Every event of every contract.
 * @throws Error naming an event that nobody explained.
 */
export async function readEvents(): Promise<PublishedEvent[]> {
  const events: PublishedEvent[] = [];
  for (const publisher of SUBGRAPH_NAMES) {
    const file = join(PROJECT_FOLDER, "subgraphs", publisher, "contract/events.ts");
    if (!existsSync(file)) continue;
    const source = readFileSync(file, "utf8");
    const contract = (await import(`../../subgraphs/${publisher}/contract/events.ts`)) as Record<string, unknown>;
    // By name: only a native module lists its exports so by itself.
    const exports = Object.entries(contract).sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [exported, definition] of exports) {
      if (!isEvent(definition)) continue;
      events.push({ publisher, definition, meaning: commentAbove(exported, source, file) });
    }
  }
  return events;
}

const isEvent = (value: unknown): value is EventDefinition =>
  typeof value === "object" && value !== null && "name" in value && "payload" in value;

function commentAbove(exported: string, source: string, file: string): string {
  const comment = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*export const ${exported}\b`).exec(source)?.[1];
  if (comment === undefined) throw new Error(`${file}: ${exported} needs a /** comment */ that says what it tells.`);
  return comment.replace(/\s*\n\s*\*\s?/g, " ").trim();
}

/** `docs/reference/events.md`. */
export const eventsPage = (events: readonly PublishedEvent[]): string =>
  `${[INTRODUCTION, overview(events), ...events.map(section)].join("\n\n")}\n`;

const subscribers = (name: string): string => subscribersOf(name).join(", ") || "nobody";

const overview = (events: readonly PublishedEvent[]): string =>
  markdownTable(
    ["Event", "Published by", "Delivered to"],
    events.map(({ definition: { name }, publisher }) => [code(name), publisher, subscribers(name)]),
  );

function section({ definition: { name, payload }, publisher, meaning }: PublishedEvent): string {
  const fields = fieldsOf(toJsonSchema(payload));
  const rows = fields.map(([path, field]) => [
    code(path),
    [describeValues(field), ...(field.description ? [field.description] : [])].join(". "),
  ]);
  return `## ${code(name)}

${meaning}

Published by ${publisher}, delivered to ${subscribers(name)}.

${markdownTable(["Field", "Value"], rows)}`;
}

/** Every field with its path, those of nested objects and lists of objects after their own. */
function fieldsOf(schema: JsonSchema, prefix = ""): [string, JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const nested = field.items ? fieldsOf(field.items, `${path}[].`) : fieldsOf(field, `${path}.`);
    return [[path, field] as [string, JsonSchema], ...nested];
  });
}
