import { setTimeout as delay } from "node:timers/promises";
import type { LoadResult, Operation } from "./closed-loop.ts";

/**
 * Begins operations at a fixed rate, whether earlier ones have ended or not, as people do. A latency counts from when the
 * operation was due, so that a system that stands still is not asked less.
 */
export async function runOpenLoop(
  operation: Operation,
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Promise<LoadResult> {
  const startedAt = performance.now();
  const latenciesMs: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  const runOne = async (dueAt: number) => {
    try {
      await operation();
      latenciesMs.push(performance.now() - dueAt);
    } catch (error) {
      errors++;
      firstError ??= error instanceof Error ? error.message : String(error);
    }
  };
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < seconds * perSecond; index++) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    if (dueAt > performance.now()) await delay(dueAt - performance.now());
    underWay.push(runOne(dueAt));
  }
  await Promise.all(underWay);
  return { operations: latenciesMs.length, errors, firstError, elapsedMs: performance.now() - startedAt, latenciesMs };
}
