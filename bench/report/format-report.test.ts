import { expect, it } from "vitest";
import { readOptions } from "../options.ts";
import { formatReport } from "./format-report.ts";
import { countErrors, medianOf, type Report, type Sample } from "./report.ts";

const sample = (ownCpuMicros: number, change: Partial<Sample> = {}): Sample => ({
  operations: 100,
  errors: 0,
  firstError: null,
  opsPerSecond: 1_000,
  ownCpuMicros,
  allCpuMicros: 2 * ownCpuMicros,
  p50Ms: 4,
  p99Ms: 9,
  ...change,
});

const memory = (app: number, byRss = 0) => ({
  parts: [
    { name: "app", bytes: app * 1_048_576 },
    { name: "postgres", bytes: 1_048_576 },
  ],
  total: (app + 1) * 1_048_576,
  byRss,
});

const report: Report = {
  options: readOptions(["--rounds", "3"]),
  machine: { node: "v24.0.0", cores: 2, loadBefore: 1.5, loadAfter: 2 },
  backing: { postgres: "PostgreSQL 18", mail: "mail catcher" },
  coldStart: { totalMs: 3_500, serversMs: 1_500 },
  memory: { idle: memory(200), afterLoad: memory(300), npm: 60 * 1_048_576 },
  workloads: [
    {
      workload: { title: "catalogue list", rounds: [sample(900), sample(800), sample(4_000)] },
      floor: { title: "raw bytes", rounds: [sample(30), sample(45), sample(20)] },
    },
  ],
};

const lineOf = (text: string, label: string): string[] =>
  text
    .split("\n")
    .find((line) => line.trim().startsWith(label))!
    .trim()
    .split(/ {2,}/);

it("shows the median of each figure, the floor's, and the ratio of the two medians", () => {
  const text = formatReport(report);

  expect(lineOf(text, "catalogue list")).toEqual(["catalogue list", "900", "1,800", "1,000", "4.00", "9.00", "0"]);
  expect(lineOf(text, "floor")).toEqual(["floor: raw bytes", "30.0", "60.0", "1,000", "4.00", "9.00", "0"]);
  expect(lineOf(text, "times")).toEqual(["times its floor", "30.0x", "30.0x", "1.00x", "1.00x", "1.00x"]);
});

it("shows the cold start with and without the servers behind", () => {
  const text = formatReport(report);

  expect(lineOf(text, "of the whole")).toEqual(["of the whole system", "3.50"]);
  expect(lineOf(text, "without")).toEqual(["without the servers behind it", "2.00"]);
});

it("shows the memory of each part, and npm's only when it is known", () => {
  const text = formatReport(report);

  expect(lineOf(text, "app")).toEqual(["app", "200", "300"]);
  expect(lineOf(text, "together")).toEqual(["together", "201", "301"]);
  expect(lineOf(text, "npm")).toEqual(["npm itself, besides", "60.0"]);
  expect(text).not.toContain("RSS");
  expect(formatReport({ ...report, memory: { ...report.memory, npm: null } })).not.toContain("npm");
  expect(formatReport({ ...report, memory: { ...report.memory, idle: memory(1, 4) } })).toContain("4 processes by RSS");
});

it("counts the errors of all rounds and tells the first", () => {
  const rounds = [sample(1), sample(1, { errors: 2, firstError: "HTTP 500" }), sample(1, { errors: 1 })];
  const failed = { workload: { title: "add to cart", rounds }, floor: { title: "commit", rounds: [sample(1)] } };

  const text = formatReport({ ...report, workloads: [failed] });

  expect(countErrors(failed.workload)).toBe(3);
  expect(lineOf(text, "add to cart").at(-1)).toBe("3");
  expect(text).toContain("add to cart: 3 errors, the first: HTTP 500");
  expect(medianOf(failed.workload, "p99Ms")).toBe(9);
});
