import { availableParallelism, loadavg, tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createGraphClient, type GraphClient } from "./load/graph-client.ts";
import { measureFloor, measureWorkload } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { readMemory, readNpmMemory } from "./processes/read-processes.ts";
import { untilQuiet } from "./processes/until-quiet.ts";
import type { Report, WorkloadReport } from "./report/report.ts";
import type { Undo } from "./system/undo.ts";
import { type RunningSystem, startSystem } from "./system/start-system.ts";
import { WORKLOADS } from "./workloads/all-workloads.ts";
import { firstPage, PAGE_SIZE, surveyShop } from "./workloads/survey-shop.ts";
import type { Scene, Workload } from "./workloads/workload.ts";

const IDLE_MS = 4_000;
const WARM_UP_SECONDS = 2;

/** Runs everything that `options` asks for. The caller undoes, also when this rejects. */
export async function runBench(options: BenchOptions, undo: Undo, say: (line: string) => void): Promise<Report> {
  const loadBefore = loadavg()[0]!;
  const dataDir = await mkdtemp(join(tmpdir(), "plexus-bench-"));
  undo.push(() => rm(dataDir, { recursive: true, force: true }));
  const start = { dataDir, products: options.products, isRight, undo };

  say(`first start, loads ${options.products} products`);
  await (await startSystem(start)).stop();
  say("second start");
  const system = await startSystem(start);
  await untilQuiet(system.pid);
  await delay(IDLE_MS);
  const idle = readMemory(system.pid);

  const workloads = await runWorkloads(system, options, undo, say);
  await untilQuiet(system.pid);
  await delay(IDLE_MS);
  return {
    options,
    machine: { node: process.version, cores: availableParallelism(), loadBefore, loadAfter: loadavg()[0]! },
    backing: await readBacking(system),
    coldStart: { totalMs: system.startMs, serversMs: system.serversMs },
    memory: { idle, afterLoad: readMemory(system.pid), npm: readNpmMemory() },
    workloads,
  };
}

async function runWorkloads(
  system: RunningSystem,
  options: BenchOptions,
  undo: Undo,
  say: (line: string) => void,
): Promise<WorkloadReport[]> {
  const client = createGraphClient(system.origin, options.concurrency);
  undo.push(() => client.close());
  say("looks around the shop");
  const shop = await surveyShop(client, system.postgresUrl);
  const scene: Scene = { system, client, shop, concurrency: options.concurrency };
  const reports: WorkloadReport[] = [];
  for (const name of options.only) {
    say(`prepares ${name}`);
    const workload = await WORKLOADS[name](scene);
    undo.push(() => workload.floor.stop());
    say(`measures ${workload.title}`);
    reports.push(await runRounds(workload, options, system.pid));
    await workload.floor.stop();
  }
  return reports;
}

/** Workload and floor in turn, so that whatever else the machine does meets both. */
async function runRounds(workload: Workload, options: BenchOptions, systemPid: number): Promise<WorkloadReport> {
  const { rounds, seconds, concurrency } = options;
  const warmUp = { seconds: Math.min(WARM_UP_SECONDS, seconds), concurrency };
  await workload.run(warmUp);
  await workload.floor.run({ ...warmUp, seconds: warmUp.seconds / 2 });
  await untilQuiet(systemPid);
  const report: WorkloadReport = {
    workload: { title: workload.title, rounds: [] },
    floor: { title: workload.floor.title, rounds: [] },
  };
  for (let round = 0; round < rounds; round++) {
    report.workload.rounds.push(await measureWorkload(workload, { seconds, concurrency }, systemPid));
    report.floor.rounds.push(await measureFloor(workload.floor, { seconds, concurrency }, systemPid));
  }
  return report;
}

const firstPageAnswer = z.object({
  data: z.object({ products: z.object({ nodes: z.array(z.object({ handle: z.string() })).length(PAGE_SIZE) }) }),
  errors: z.undefined().optional(),
});

/** A full first page of the catalogue. */
async function isRight(origin: string): Promise<boolean> {
  const client: GraphClient = createGraphClient(origin, 1);
  try {
    const { body } = await client.send(firstPage);
    return firstPageAnswer.safeParse(JSON.parse(body.toString("utf8"))).success;
  } finally {
    await client.close();
  }
}

async function readBacking({ services }: RunningSystem): Promise<Record<string, string>> {
  const readiness = (await (await fetch(services.health)).json()) as { backing?: Record<string, string> };
  return readiness.backing ?? {};
}
