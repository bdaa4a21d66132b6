/** One operation; rejects when the answer is not right. */
export type Operation = () => Promise<void>;

export interface Load {
  seconds: number;
  /** Operations under way at any moment: each begins when another one ends. */
  concurrency: number;
}

export interface LoadResult {
  /** Those that succeeded. */
  operations: number;
  errors: number;
  firstError: string | null;
  /** From the first start to the last end. */
  elapsedMs: number;
  /** Of those that succeeded, in no order. */
  latenciesMs: number[];
}

/** Keeps the system busy for a while; what is under way at the end is waited for and counted. */
export function runLoad(operation: Operation, { seconds, concurrency }: Load): Promise<LoadResult> {
  const endAt = performance.now() + seconds * 1_000;
  return runClosedLoop(operation, concurrency, () => performance.now() >= endAt);
}

/** Runs `concurrency` chains of operations until `isOver`, which is asked before each. Failures are counted, never thrown. */
export async function runClosedLoop(
  operation: Operation,
  concurrency: number,
  isOver: () => boolean,
): Promise<LoadResult> {
  const startedAt = performance.now();
  const latenciesMs: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  const runChain = async () => {
    while (!isOver()) {
      const begunAt = performance.now();
      try {
        await operation();
        latenciesMs.push(performance.now() - begunAt);
      } catch (error) {
        errors++;
        firstError ??= error instanceof Error ? error.message : String(error);
        // What fails at once, again and again, must not keep timers and sockets from their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, runChain));
  return {
    operations: latenciesMs.length,
    errors,
    firstError,
    elapsedMs: performance.now() - startedAt,
    latenciesMs,
  };
}
