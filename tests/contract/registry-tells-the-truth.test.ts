import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EventDefinition } from "#platform/events/define-event.ts";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { SUBGRAPH_NAMES, SUBGRAPHS } from "../../subgraphs/registry.ts";

/** What the sources of a subgraph say, tests left out. */
function sourcesOf(subgraph: string): string {
  const files = globSync(`subgraphs/${subgraph}/src/**/*.ts`, { cwd: PROJECT_FOLDER });
  const sources = files.filter((file) => !/\.test\.ts$|\/(generated|testing)\//.test(file));
  return sources.map((file) => readFileSync(join(PROJECT_FOLDER, file), "utf8")).join("\n");
}

async function publishedBy(subgraph: string): Promise<string[]> {
  const [contract] = globSync(`subgraphs/${subgraph}/contract/events.ts`, { cwd: PROJECT_FOLDER });
  if (!contract) return [];
  const events = (await import(join(PROJECT_FOLDER, contract))) as Record<string, EventDefinition>;
  return Object.values(events).map(({ name }) => name);
}

describe.each(SUBGRAPH_NAMES)("the registry's entry of %s", (name) => {
  it("lists the siblings that the code asks", () => {
    const asked = [...sourcesOf(name).matchAll(/\bneighbour\("(\w+)"\)/g)].map((match) => match[1]!);
    expect([...new Set(asked)].sort()).toEqual([...SUBGRAPHS[name].asks].sort());
  });

  it("lists the events of its contract", async () => {
    expect((await publishedBy(name)).sort()).toEqual([...SUBGRAPHS[name].publishes].sort());
  });

  it("lists the secrets that its configuration reads", () => {
    const read = [...sourcesOf(name).matchAll(/\b([A-Z]+_SECRET):/g)].map((match) => match[1]!);
    expect(read).toEqual([...SUBGRAPHS[name].secrets]);
  });
});
