import { AppError } from "#platform/errors/app-error.ts";

/** How long a caller waits for a sibling, in milliseconds. */
export interface Deadlines {
  /** For reads: a page goes on without the part that is late. */
  readMs: number;
  /** For mutations, events and webhooks: giving up early leaves an outcome unknown, so these get longer. */
  writeMs: number;
}

/** Whether the document's operation is a mutation. Documents come from the router's plans and our own clients: one operation each. */
export const isMutation = (query: string): boolean => /^\s*mutation\b/.test(query);

export const deadlineOf = ({ readMs, writeMs }: Deadlines, query: string): number =>
  isMutation(query) ? writeMs : readMs;

export const timedOut = (name: string, timeoutMs: number): AppError =>
  new AppError("UNAVAILABLE", `${name} is not available. Try again.`, {
    logMessage: `${name} did not answer within ${timeoutMs} ms`,
  });
