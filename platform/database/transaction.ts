import { setTimeout as delay } from "node:timers/promises";
import { seconds } from "#platform/time/duration.ts";

const ATTEMPTS = 4;
/** SQLSTATE serialization_failure and deadlock_detected, and Prisma's own word for both: running again may succeed. */
const RETRYABLE = new Set(["40001", "40P01", "P2034"]);

interface TransactionClient<Transaction> {
  $transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    options: { maxWait: number; timeout: number },
  ): Promise<Result>;
}

/**
 * Runs `work` in one READ COMMITTED transaction: all of it or nothing. Runs it again, at most three times, when the
 * database chose it as the victim of a deadlock or serialisation failure, so `work` must have no effect outside the
 * database (no network call belongs in it anyway).
 */
export async function runTransaction<Transaction, Result>(
  client: TransactionClient<Transaction>,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.$transaction(work, { maxWait: seconds(5), timeout: seconds(10) });
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
}

function isRetryable(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; typeof cause === "object" && cause !== null && depth < 6; depth++) {
    const { code, originalCode, meta } = cause as { code?: unknown; originalCode?: unknown; meta?: { code?: unknown } };
    if ([code, originalCode, meta?.code].some((value) => RETRYABLE.has(String(value)))) return true;
    cause =
      (cause as { cause?: unknown }).cause ??
      (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
