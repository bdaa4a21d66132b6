import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EventDefinition } from "#platform/events/define-event.ts";
import * as contract from "../contract/events.ts";

const FOLDER = join(import.meta.dirname, "../contract/samples");
const events: EventDefinition[] = Object.values(contract);

/** Besides the first sample of an event, what its samples are called that have fields that were added later. */
const ADDITIONS: Record<string, string[]> = { "orders.order-paid.v1": ["lines-with-ids"] };

const samples = events.flatMap(({ name, payload }) =>
  [name, ...(ADDITIONS[name] ?? []).map((addition) => `${name}.${addition}`)].map((sample) => ({ sample, payload })),
);

it("has a frozen sample for each event, and one for each addition", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(samples.map(({ sample }) => `${sample}.json`).sort());
});

it.each(samples)("still reads the sample $sample, and all of it", ({ sample: name, payload }) => {
  const sample: unknown = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  expect(payload.parse(sample)).toEqual(sample);
});
