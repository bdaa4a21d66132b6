import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { readEvents } from "../../scripts/docs/events-page.ts";

const events = (await readEvents()).map(({ publisher, definition }) => ({ ...definition, publisher }));
const pathOf = ({ publisher, name }: { publisher: string; name: string }): string =>
  `subgraphs/${publisher}/contract/samples/${name}.json`;

describe("an event", () => {
  it.each(events)("$name has a frozen sample", (event) => {
    expect(globSync(pathOf(event), { cwd: PROJECT_FOLDER })).toHaveLength(1);
  });

  it.each(events)("$name of yesterday is still read today, whole and unchanged", (event) => {
    const sample: unknown = JSON.parse(readFileSync(join(PROJECT_FOLDER, pathOf(event)), "utf8"));
    expect(event.payload.parse(sample)).toEqual(sample);
  });
});

it("stays for ever: no sample is left of an event that is gone", () => {
  const samples = globSync("subgraphs/*/contract/samples/*", { cwd: PROJECT_FOLDER });
  expect(samples.sort()).toEqual(events.map(pathOf).sort());
});
