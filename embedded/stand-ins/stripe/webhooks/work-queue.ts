/** Runs work by id: now or after a delay, a bounded number at once, in the order it became due. Work that fails is only warned of. */
export function createWorkQueue(maxAtOnce: number, work: (id: string) => Promise<void>) {
  const timers = new Map<string, NodeJS.Timeout>();
  const due: (readonly string[])[] = [];
  const running = new Set<Promise<void>>();
  let open = false;

  const pump = (): void => {
    while (open && running.size < maxAtOnce) {
      const ids = due.shift();
      if (ids === undefined) return;
      const job = inTurn(ids)
        .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
        .finally(() => {
          running.delete(job);
          pump();
        });
      running.add(job);
    }
  };

  const inTurn = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await work(id);
  };

  return {
    /** Plans `id`; an earlier plan for it is dropped. */
    add(id: string, delayMs: number): void {
      clearTimeout(timers.get(id));
      if (delayMs <= 0) {
        due.push([id]);
        return pump();
      }
      timers.set(
        id,
        setTimeout(() => {
          timers.delete(id);
          due.push([id]);
          pump();
        }, delayMs),
      );
    },
    /** Plans these now, each when the one before has ended. */
    addInTurn(ids: readonly string[]): void {
      due.push(ids);
      pump();
    },
    open(): void {
      open = true;
      pump();
    },
    /** Drops everything planned and waits for what is running. */
    async stop(): Promise<void> {
      open = false;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
