import { expect, it } from "vitest";
import { createFaults } from "./faults.ts";
import type { FaultSettings } from "./faults.ts";
import { parseFault } from "./parse-fault.ts";

const settings: FaultSettings = {
  kind: "reset",
  match: null,
  times: null,
  ms: null,
  n: null,
  declineCode: null,
  deltaMinor: null,
};

it("strikes as often as told, then is gone", () => {
  const faults = createFaults();
  faults.add({ ...settings, times: 2 });

  expect([1, 2, 3].map(() => faults.take("reset", "/v1/refunds") !== null)).toEqual([true, true, false]);
  expect(faults.list()).toEqual([]);
});

it("strikes for ever without a count, until cleared", () => {
  const faults = createFaults();
  faults.add(settings);

  expect([1, 2, 3].every(() => faults.take("reset", "/v1/refunds") !== null)).toBe(true);
  faults.clear();
  expect(faults.take("reset", "/v1/refunds")).toBeNull();
});

it("strikes only its kind and what starts with its match", () => {
  const faults = createFaults();
  faults.add({ ...settings, match: "POST /v1/refunds" });

  expect(faults.take("hang", "/v1/refunds", "POST /v1/refunds")).toBeNull();
  expect(faults.take("reset", "/v1/charges", "POST /v1/charges")).toBeNull();
  expect(faults.take("reset", "/v1/refunds", "GET /v1/refunds")).toBeNull();
  expect(faults.take("reset", "/v1/refunds", "POST /v1/refunds")).not.toBeNull();
});

it("reads numbers sent as text and leaves out empty fields, as forms send them", () => {
  expect(parseFault({ kind: "delay", ms: "250", times: "", match: "" })).toEqual({
    kind: "fault",
    settings: { ...settings, kind: "delay", ms: 250 },
  });
});

it("names every problem at once", () => {
  const parsed = parseFault({ kind: "explode", times: 0, ms: 1.5, colour: "red" });

  expect(parsed.kind === "refused" && parsed.problems.map((problem) => problem.split(":")[0])).toEqual([
    "kind",
    "colour",
    "times",
    "ms",
  ]);
  expect(parseFault([]).kind).toBe("refused");
  expect(parseFault(null).kind).toBe("refused");
});
