import type { z } from "zod";
import type { SqlExecutor } from "#platform/database/sql.ts";
import type { Logger } from "#platform/logging/logger.ts";

/** A kind of background work. Jobs run at least once: handlers are idempotent. */
export interface JobDefinition<Input = unknown> {
  /** `<subgraph>.<verb>-<noun>`, e.g. `orders.expire-order`. */
  readonly name: string;
  readonly input: z.ZodType<Input>;
  /** After so many failures the job is parked with its last error; nothing retries it until someone replays it. */
  readonly maxAttempts: number;
  /** A cron pattern in UTC for work that no one enqueues, e.g. every minute. Its input is `{}`. */
  readonly schedule?: string;
  /** For work that must be seen to whenever a worker starts; several that start together do it once. Its input is `{}`. */
  readonly atStart?: boolean;
  /** Jobs of one queue run one after another, whatever the number of workers: heavy work so leaves the others their turn. */
  readonly queue?: string;
}

export interface JobRun {
  /** 1 for the first try. */
  readonly attempt: number;
  readonly logger: Logger;
}

/** A job and what it does. `run` throws to be tried again later with exponential back-off. */
export interface JobHandler {
  readonly definition: JobDefinition;
  run(input: unknown, run: JobRun): Promise<void>;
}

export const defineJob = <Input>(definition: JobDefinition<Input>): JobDefinition<Input> => definition;

/** Binds a definition to its work; the stored input is checked against the definition before each run. */
export const handleJob = <Input>(
  definition: JobDefinition<Input>,
  work: (input: Input, run: JobRun) => Promise<void>,
): JobHandler => ({ definition, run: (input, run) => work(definition.input.parse(input), run) });

export interface EnqueueOptions {
  /** Not before this instant; at once without it. */
  runAt?: Date;
  /** While a job with this key waits, enqueueing it again keeps one. */
  key?: string;
  /** Instead of the definition's queue, for work that is heavy for each of many, e.g. one queue for each shop. */
  queue?: string;
}

/** Stores one job for each of `inputs` by one statement on the caller's transaction: they exist exactly when it commits. */
export async function enqueueJobs<Input>(
  transaction: SqlExecutor,
  definition: JobDefinition<Input>,
  inputs: readonly Input[],
): Promise<void> {
  await transaction.$executeRawUnsafe(
    `SELECT graphile_worker.add_job($1, payload := input, max_attempts := $3::int, queue_name := $4)
     FROM json_array_elements($2::json) AS input`,
    definition.name,
    JSON.stringify(inputs.map((input) => definition.input.parse(input))),
    definition.maxAttempts,
    definition.queue ?? null,
  );
}

/** Stores a job on the caller's transaction: it exists exactly when the transaction commits. */
export async function enqueueJob<Input>(
  transaction: SqlExecutor,
  definition: JobDefinition<Input>,
  input: Input,
  options: EnqueueOptions = {},
): Promise<void> {
  await transaction.$executeRawUnsafe(
    `SELECT graphile_worker.add_job($1, payload := $2::json, run_at := COALESCE($3::timestamptz, now()),
            max_attempts := $4::int, job_key := $5, queue_name := $6)`,
    definition.name,
    JSON.stringify(definition.input.parse(input)),
    options.runAt?.toISOString() ?? null,
    definition.maxAttempts,
    options.key ?? null,
    options.queue ?? definition.queue ?? null,
  );
}
