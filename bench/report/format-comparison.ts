import { formatNumber, formatRatio } from "./format-number.ts";
import { medianOf, type Report } from "./report.ts";

/** What the second shop's size makes of each workload's latencies and CPU: one line each. */
export function formatComparison(first: Report, second: Report): string {
  const lines = first.workloads.flatMap(({ workload }) => {
    const other = second.workloads.find((candidate) => candidate.workload.title === workload.title)?.workload;
    if (!other) return [];
    const figures = (["p99Ms", "p50Ms", "allCpuMicros"] as const).map((figure) => {
      const [one, two] = [medianOf(workload, figure), medianOf(other, figure)];
      return `${figure} ${formatNumber(one)} -> ${formatNumber(two)} (${formatRatio(two, one)})`;
    });
    return [`${workload.title}: ${figures.join(", ")}`];
  });
  return `${first.options.products} products -> ${second.options.products} products\n${lines.join("\n")}\n`;
}
