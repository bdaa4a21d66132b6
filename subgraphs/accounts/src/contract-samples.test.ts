import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EventDefinition } from "#platform/events/define-event.ts";
import * as contract from "../contract/events.ts";

const FOLDER = join(import.meta.dirname, "../contract/samples");
const events: EventDefinition[] = Object.values(contract);

it("has one frozen sample for each event", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(events.map(({ name }) => `${name}.json`).sort());
});

it.each(events.map(({ name, payload }) => ({ name, payload })))(
  "still reads the sample of $name, and all of it",
  ({ name, payload }) => {
    const sample: unknown = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
    expect(payload.parse(sample)).toEqual(sample);
  },
);
