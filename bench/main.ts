// `npm run bench`: what each workload costs beside the least that it could cost, on this machine, in one run.
import { writeFileSync } from "node:fs";
import { BadOption, readOptions } from "./options.ts";
import { formatReport } from "./report/format-report.ts";
import { formatComparison } from "./report/format-comparison.ts";
import { countErrors, type Report } from "./report/report.ts";
import { runBench } from "./run-bench.ts";
import type { Undo } from "./system/undo.ts";

const undo: Undo = [];
const say = (line: string) => void process.stderr.write(`bench: ${line}\n`);

let undone: Promise<void> | undefined;
let isInterrupted = false;

/** Ends what runs and removes the data folder, once. */
const undoAll = (): Promise<void> => (undone ??= undoSteps());

async function undoSteps(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) {
    await step().catch((error: unknown) => say(`cleaning up: ${String(error)}`));
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    void undoAll().then(() => process.exit(130));
  });
}
process.exit(await run());

/** The answer is the exit code: 1 when an operation failed, whatever the figures. */
async function run(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (process.platform !== "linux") throw new BadOption("The bench reads /proc and needs Linux.");
    const first = await runBench(options, undo, say);
    process.stdout.write(`\n${formatReport(first)}`);
    const reports = [first];
    if (options.against !== null) {
      await undoSteps();
      const second = await runBench({ ...options, products: options.against }, undo, say);
      process.stdout.write(`\n${formatReport(second)}\n${formatComparison(first, second)}`);
      reports.push(second);
    }
    if (options.json) {
      writeFileSync(options.json, `${JSON.stringify(reports.length === 1 ? first : reports, null, 2)}\n`);
    }
    return reports.some(hasErrors) ? 1 : 0;
  } catch (error) {
    if (isInterrupted) return 130;
    say(
      error instanceof BadOption
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    );
    return 1;
  } finally {
    await undoAll();
  }
}

function hasErrors({ workloads }: Report): boolean {
  return workloads.some(({ workload, floor }) => countErrors(workload) + countErrors(floor) > 0);
}
