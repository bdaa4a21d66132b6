import type { BsonDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";

const MAX_BATCH = 100_000;

/**
 * Runs the statements of a write command one by one and collects what failed. An ordered batch stops at the first
 * failure, an unordered one goes on.
 *
 * @returns `writeErrors` for the answer, or nothing when all went well.
 */
export function runBatch<S>(
  statements: readonly S[],
  isOrdered: boolean,
  run: (statement: S, index: number) => void,
): BsonDocument {
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new CommandError(
      "InvalidLength",
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  }
  const writeErrors: BsonDocument[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered) break;
    }
  }
  return writeErrors.length === 0 ? {} : { writeErrors };
}

/** Batches are ordered unless the client says otherwise. */
export const isOrderedBatch = (body: BsonDocument): boolean => body["ordered"] !== false;
