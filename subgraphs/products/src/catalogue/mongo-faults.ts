import { MongoError, MongoNetworkError, MongoServerSelectionError } from "mongodb";
import { AppError } from "#platform/errors/app-error.ts";

/** Runs a read or a write of the catalogue. @throws AppError UNAVAILABLE when MongoDB is away or too slow. */
export async function readCatalogue<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new AppError("UNAVAILABLE", "The catalogue is not available. Try again.", {
      logMessage: `MongoDB does not answer: ${cause.message}`,
      cause,
    });
  }
}

/** The driver does not export the class of the last one. */
const isAway = (error: unknown): error is MongoError =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  (error instanceof MongoError && error.name === "MongoWaitQueueTimeoutError");

const DUPLICATE_KEY = 11_000;

/** The name of the unique index that `error` says was violated, or null when it is another error. */
export function violatedUniqueIndex(error: unknown): string | null {
  if (!(error instanceof MongoError) || error.code !== DUPLICATE_KEY) return null;
  return /\bindex: (\S+)/.exec(error.message)?.[1] ?? "unknown";
}
