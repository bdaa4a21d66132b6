import type { Floor } from "./floors/floor.ts";
import type { Load, LoadResult } from "./load/closed-loop.ts";
import { readCpu } from "./processes/read-processes.ts";
import { untilQuiet } from "./processes/until-quiet.ts";
import type { Sample } from "./report/report.ts";
import { percentile } from "./report/statistics.ts";
import type { Workload } from "./workloads/workload.ts";

/** One round of a workload. CPU counts until the system rests again: deliveries and jobs belong to their operation. */
export async function measureWorkload(workload: Workload, load: Load, systemPid: number): Promise<Sample> {
  const before = readCpu(systemPid);
  const result = await workload.run(load);
  await untilQuiet(systemPid);
  const after = readCpu(systemPid);
  const own = after.own - before.own;
  return toSample(result, own, own + after.descendants - before.descendants);
}

/** One round of a floor, with the CPU of PostgreSQL when it works on that. */
export async function measureFloor(floor: Floor, load: Load, systemPid: number): Promise<Sample> {
  const serversBefore = readCpu(systemPid).descendants;
  const before = readCpu(floor.pid);
  const result = await floor.run(load);
  const own = readCpu(floor.pid).own - before.own;
  const servers = floor.usesServers ? readCpu(systemPid).descendants - serversBefore : 0;
  return toSample(result, own, own + servers);
}

function toSample(result: LoadResult, ownMicros: number, allMicros: number): Sample {
  const { operations, errors, firstError, elapsedMs, latenciesMs } = result;
  return {
    operations,
    errors,
    firstError,
    opsPerSecond: operations / (elapsedMs / 1_000),
    ownCpuMicros: ownMicros / operations,
    allCpuMicros: allMicros / operations,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  };
}
