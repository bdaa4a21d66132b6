import type { BenchOptions } from "../options.ts";
import type { TreeMemory } from "../processes/read-processes.ts";
import { median } from "./statistics.ts";

/** What one round has shown. CPU, rates and latencies are of operations that succeeded. */
export interface Sample {
  operations: number;
  errors: number;
  firstError: string | null;
  opsPerSecond: number;
  /** User and system time per operation of the app's process, or of the floor's. */
  ownCpuMicros: number;
  /** The same with the servers behind it. */
  allCpuMicros: number;
  p50Ms: number;
  p99Ms: number;
}

export type Figure = "ownCpuMicros" | "allCpuMicros" | "opsPerSecond" | "p50Ms" | "p99Ms";

export interface Series {
  title: string;
  rounds: Sample[];
}

export interface WorkloadReport {
  workload: Series;
  floor: Series;
}

export interface Report {
  options: BenchOptions;
  machine: { node: string; cores: number; loadBefore: number; loadAfter: number };
  /** What serves each part, as the system itself tells. */
  backing: Record<string, string>;
  coldStart: {
    /** From the start of the process to the first right answer, on a data folder that is there, in milliseconds. */
    totalMs: number;
    /** The part of it in which the servers behind were started. */
    serversMs: number;
  };
  memory: {
    idle: TreeMemory;
    afterLoad: TreeMemory;
    /** Bytes of npm's own process while it runs a script; null when we were not started by it. */
    npm: number | null;
  };
  workloads: WorkloadReport[];
}

export const medianOf = ({ rounds }: Series, figure: Figure): number => median(rounds.map((round) => round[figure]));

export const countErrors = ({ rounds }: Series): number => rounds.reduce((total, { errors }) => total + errors, 0);

export const findFirstError = ({ rounds }: Series): string | null =>
  rounds.find(({ firstError }) => firstError !== null)?.firstError ?? null;
