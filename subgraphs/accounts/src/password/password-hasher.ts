import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Piscina } from "piscina";
import { createTurns } from "#platform/concurrency/turns.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";

/** How a hash of today's cost begins; see hashing-thread.ts. */
const CURRENT = "$argon2id$v=19$m=19456,t=2,p=1$";

/** Of a password that nobody knows, at the same cost: checked in place of an account that does not exist. */
const NOBODYS_HASH = `${CURRENT}l1c4cMuk27/GYNsvGPyACQ$pvVhKl/6KfLbRJjajejvC5xA7Mu6/fmMSNuvUBmpJMs`;

/** Each takes 19 MiB while it hashes; more would wait for memory, not for cores. */
const MAX_THREADS = 8;
/** One core is left to the event loop and the databases: what people do who have signed in long ago must not wait for who signs in. */
export const HASHING_THREADS = Math.min(Math.max(availableParallelism() - 1, 1), MAX_THREADS);
const IDLE_MS = seconds(30);
/** What else the machine does comes first: others get nearly all of a core that both want. @see nice(2) */
const NICE = 19;

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False for a null `hash` (no such account, or none with a password), after the same work: the time taken tells nothing. */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** Whether a hash was made at another cost than today's, so that a new one should take its place. */
  isOutdated(hash: string): boolean;
  /** Ends the threads. What is under way is rejected. */
  close(): Promise<void>;
}

/**
 * Hashes whole passwords, in Unicode's composed form (NFC) so that two keyboards agree. Each hash takes tens of milliseconds of a
 * core, so it is done in threads of the lowest priority, one less than cores, beside the event loop; the operating system that knows no
 * priorities of threads gives them the ordinary one. Threads begin when there is work and end when there is none; an idle one
 * keeps no process alive.
 * @throws AppError UNAVAILABLE at once when `maxWaiting` wait: a queue that only grows answers nobody in time.
 */
export function createPasswordHasher(
  options: { threads?: number; maxWaiting?: number; logger?: Pick<Logger, "error"> } = {},
): PasswordHasher {
  const { threads = HASHING_THREADS, maxWaiting = 100, logger } = options;
  const pool = new Piscina({
    filename: new URL(`./hashing-thread${extname(import.meta.filename)}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    niceIncrement: NICE,
    recordTiming: false,
  });
  // A thread that cannot start takes nothing from the queue: whoever waits has to be told.
  pool.on("error", (error: unknown) => {
    logger?.error({ err: error }, "a hashing thread ended");
    void pool.destroy();
  });
  // One beside the one under way, so that a thread need not wait for us. Whoever comes later waits here, in order of arrival:
  // the pool's own queue forgets some for as long as others come (piscinajs/piscina#1031).
  const inTurn = createTurns({ parallel: 2 * threads, maxWaiting: Math.max(maxWaiting - threads, 0) });

  const run = async <Result>(name: "hash" | "verify", task: unknown): Promise<Result> => {
    const outcome = await inTurn("any", async () => ({ result: (await pool.run(task, { name })) as Result }));
    if (!outcome) throw new AppError("UNAVAILABLE", "Too many sign-ins at the moment. Try again in a few seconds.");
    return outcome.result;
  };

  return {
    hash: (password) => run<string>("hash", password.normalize("NFC")),
    async verify(hash, password) {
      const task = { hash: hash ?? NOBODYS_HASH, password: password.normalize("NFC") };
      return (await run<boolean>("verify", task)) && hash !== null;
    },
    isOutdated: (hash) => !hash.startsWith(CURRENT),
    close: () => pool.destroy(),
  };
}
