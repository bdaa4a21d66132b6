import type { TreeMemory } from "../processes/read-processes.ts";
import { formatNumber, formatRatio } from "./format-number.ts";
import { countErrors, type Figure, findFirstError, medianOf, type Report, type WorkloadReport } from "./report.ts";

const COLUMNS: readonly (readonly [Figure, string])[] = [
  ["ownCpuMicros", "CPU us/op"],
  ["allCpuMicros", "+ servers"],
  ["opsPerSecond", "ops/s"],
  ["p50Ms", "p50 ms"],
  ["p99Ms", "p99 ms"],
];
const LABEL_WIDTH = 34;
const COLUMN_WIDTH = 11;

/** The report for people; bench/README.md says how to read it. */
export function formatReport(report: Report): string {
  const blocks = [formatHeader(report)];
  if (report.workloads.length > 0) {
    const header = row("", [...COLUMNS.map(([, heading]) => heading), "errors"]);
    blocks.push([header, ...report.workloads.flatMap(formatWorkload)].join("\n"));
  }
  blocks.push(formatColdStart(report), formatMemory(report));
  const errors = report.workloads.flatMap(({ workload, floor }) => [workload, floor]).flatMap(formatError);
  if (errors.length > 0) blocks.push(errors.join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function formatHeader({ options, machine, backing }: Report): string {
  const { rounds, seconds, concurrency, products } = options;
  const servers = ["postgres", "redis", "mongo"].flatMap((part) => backing[part] ?? []);
  return [
    `Rounds: ${rounds} of ${seconds} s each; at once: ${concurrency}; products: ${products}; all figures are medians`,
    `Node ${machine.node}, ${machine.cores} cores, load ${formatNumber(machine.loadBefore)} before and ${formatNumber(machine.loadAfter)} after`,
    servers.join("; "),
  ].join("\n");
}

function formatWorkload({ workload, floor }: WorkloadReport): string[] {
  const figures = COLUMNS.map(([figure]) => [medianOf(workload, figure), medianOf(floor, figure)] as const);
  return [
    row(workload.title, [...figures.map(([value]) => formatNumber(value)), String(countErrors(workload))]),
    row(`  floor: ${floor.title}`, [...figures.map(([, value]) => formatNumber(value)), String(countErrors(floor))]),
    row(
      "  times its floor",
      figures.map(([value, least]) => formatRatio(value, least)),
    ),
  ];
}

function formatColdStart({ coldStart: { totalMs, serversMs } }: Report): string {
  const seconds = (ms: number) => [formatNumber(ms / 1_000)];
  return [
    row("Cold start to the first right answer", ["seconds"]),
    row("  of the whole system", seconds(totalMs)),
    row("  without the servers behind it", seconds(totalMs - serversMs)),
  ].join("\n");
}

function formatMemory({ memory: { idle, afterLoad, npm } }: Report): string {
  const names = [...new Set([...idle.parts, ...afterLoad.parts].map(({ name }) => name))];
  const lines = names.map((name) => row(`  ${name}`, [sizeOf(idle, name), sizeOf(afterLoad, name)]));
  return [
    row("Memory (PSS)", ["idle MB", "after MB"]),
    ...lines,
    row("  together", [megabytes(idle.total), megabytes(afterLoad.total)]),
    ...(npm === null ? [] : [row("  npm itself, besides", [megabytes(npm)])]),
    ...(idle.byRss > 0 ? [`  (${idle.byRss} processes by RSS, which counts shared pages in full)`] : []),
  ].join("\n");
}

/** Two processes of one name are one line. */
const sizeOf = ({ parts }: TreeMemory, name: string): string =>
  megabytes(parts.filter((part) => part.name === name).reduce((total, { bytes }) => total + bytes, 0));

const megabytes = (bytes: number): string => formatNumber(bytes / 1_048_576);

function formatError(series: WorkloadReport["workload"]): string[] {
  const error = findFirstError(series);
  return error === null ? [] : [`${series.title}: ${countErrors(series)} errors, the first: ${error}`];
}

const row = (label: string, cells: readonly string[]): string =>
  `${label.padEnd(LABEL_WIDTH)}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("")}`;
