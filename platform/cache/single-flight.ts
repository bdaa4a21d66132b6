export interface SingleFlight<Value> {
  /** A value or null for each of `keys`, in their order. What someone is already reading is not read again. */
  read(keys: readonly string[]): Promise<(Value | null)[]>;
  /** Later readers of `keys` no longer join what is being read now. */
  forget(keys: readonly string[]): void;
}

/**
 * Lets callers that want the same key at the same time share one look-up. `readMany` gets the keys that nobody is reading
 * yet, and leaves out those without a value; `isCurrent` turns false for a key that has been forgotten while it was read.
 */
export function createSingleFlight<Value>(
  readMany: (keys: readonly string[], isCurrent: (key: string) => boolean) => Promise<ReadonlyMap<string, Value>>,
): SingleFlight<Value> {
  const inFlight = new Map<string, Promise<Value | null>>();

  const start = (keys: readonly string[]) => {
    const flight = new Map<string, Promise<Value | null>>();
    const isCurrent = (key: string) => inFlight.get(key) === flight.get(key);
    const found = readMany(keys, isCurrent);
    for (const key of keys) {
      const answer = found
        .then((values) => values.get(key) ?? null)
        .finally(() => {
          if (isCurrent(key)) inFlight.delete(key);
        });
      flight.set(key, answer);
      inFlight.set(key, answer);
    }
  };

  return {
    read(keys) {
      const unread = [...new Set(keys)].filter((key) => !inFlight.has(key));
      if (unread.length > 0) start(unread);
      return Promise.all(keys.map((key) => inFlight.get(key)!));
    },
    forget(keys) {
      for (const key of keys) inFlight.delete(key);
    },
  };
}
