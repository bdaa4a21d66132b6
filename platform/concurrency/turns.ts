interface Line {
  running: number;
  waiting: (() => void)[];
}

/**
 * Lets at most `parallel` pieces of work of one key run at a time in this process; others of that key wait their turn in order of
 * arrival. Null at once when `maxWaiting` of them wait already.
 */
export function createTurns({ parallel, maxWaiting }: { parallel: number; maxWaiting: number }) {
  const lines = new Map<string, Line>();

  return async <Result>(key: string, work: () => Promise<Result>): Promise<Result | null> => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    lines.set(key, line);
    if (line.running < parallel) {
      line.running++;
    } else {
      if (line.waiting.length >= maxWaiting) return null;
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      // The place is handed on, not given back and taken again: nobody can slip in between.
      if (next) next();
      else if (--line.running === 0) lines.delete(key);
    }
  };
}

export type Turns = ReturnType<typeof createTurns>;
