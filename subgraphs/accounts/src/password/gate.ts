import { AppError } from "#platform/errors/app-error.ts";

/**
 * Lets at most `parallel` pieces of work run at a time; others wait their turn in order of arrival.
 * @throws AppError UNAVAILABLE at once when `maxWaiting` wait already: a queue that only grows answers nobody in time.
 */
export function createGate({ parallel, maxWaiting }: { parallel: number; maxWaiting: number }) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= parallel) {
      if (waiting.length >= maxWaiting) {
        throw new AppError("UNAVAILABLE", "Too many sign-ins at the moment. Try again in a few seconds.");
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, not given back and taken again: nobody can slip in between.
      if (next) next();
      else running--;
    }
  };
}
