import { MongoError, MongoNetworkError, MongoServerSelectionError } from "mongodb";
import { AppError } from "#platform/errors/app-error.ts";

/** Runs a read of the catalogue. @throws AppError UNAVAILABLE when MongoDB is away or too slow. */
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
