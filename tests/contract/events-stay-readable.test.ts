import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { readEvents } from "../../scripts/docs/events-page.ts";

const events = (await readEvents()).map(({ publisher, definition }) => ({ ...definition, publisher }));

/** The first sample of an event, and one for each set of fields that was added later: `<name>.<what was added>.json`. */
const samplesOf = ({ publisher, name }: { publisher: string; name: string }): string[] => {
  const folder = `subgraphs/${publisher}/contract/samples`;
  return globSync([`${folder}/${name}.json`, `${folder}/${name}.*.json`], { cwd: PROJECT_FOLDER }).sort();
};

describe("an event", () => {
  it.each(events)("$name has a frozen sample", (event) => {
    expect(samplesOf(event)).toContain(`subgraphs/${event.publisher}/contract/samples/${event.name}.json`);
  });

  it.each(events)("$name of yesterday is still read today, whole and unchanged", (event) => {
    for (const path of samplesOf(event)) {
      const sample: unknown = JSON.parse(readFileSync(join(PROJECT_FOLDER, path), "utf8"));
      expect(event.payload.parse(sample)).toEqual(sample);
    }
  });
});

it("stays for ever: no sample is left of an event that is gone", () => {
  const samples = globSync("subgraphs/*/contract/samples/*", { cwd: PROJECT_FOLDER });
  expect(samples.sort()).toEqual(events.flatMap(samplesOf).sort());
});
