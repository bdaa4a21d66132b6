/** Switches on API requests. What each does is in README.md. */
const requestFaults = [
  "delay",
  "hang",
  "reset",
  "500-before-commit",
  "500-after-commit",
  "silence-after-commit",
  "429",
  "decline",
  "requires-action",
] as const;

/** Switches on webhook deliveries. */
const webhookFaults = [
  "webhook-wrong-amount",
  "webhook-duplicate",
  "webhook-reorder",
  "webhook-delay",
  "webhook-drop",
  "webhook-bad-signature",
  "webhook-storm",
] as const;

export const faultKinds = [...requestFaults, ...webhookFaults] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  id: number;
  kind: FaultKind;
  /**
   * Only what starts with this: a path (`/v1/refunds`) or method and path (`POST /v1/refunds`) of a request, an event
   * type (`charge.`) of a webhook. Null: everything.
   */
  match: string | null;
  /** How many more times it strikes; null: until it is switched off. */
  times: number | null;
  /** Milliseconds of `delay`, `webhook-delay` and `webhook-reorder`. */
  ms: number | null;
  /** Copies of `webhook-duplicate` and `webhook-storm`. */
  n: number | null;
  /** Reason of `decline`, such as insufficient_funds. */
  declineCode: string | null;
  /** What `webhook-wrong-amount` adds to every amount, in minor units. */
  deltaMinor: number | null;
}

export type FaultSettings = Omit<Fault, "id">;

/** The switches that are on. In memory only: a restart of the stand-in ends every fault. */
export function createFaults() {
  let faults: Fault[] = [];
  let lastId = 0;
  return {
    list: (): readonly Fault[] => faults,
    add(settings: FaultSettings): Fault {
      lastId += 1;
      const fault = { id: lastId, ...settings };
      faults = [...faults, fault];
      return fault;
    },
    /** False when there is no such fault. */
    remove(id: number): boolean {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear: (): void => void (faults = []),
    /** Uses up the oldest fault of this kind that fits one of `subjects`. */
    take(kind: FaultKind, ...subjects: readonly string[]): Fault | null {
      const fits = ({ match }: Fault): boolean =>
        match === null || subjects.some((subject) => subject.startsWith(match));
      const found = faults.find((fault) => fault.kind === kind && fits(fault));
      if (found === undefined) return null;
      if (found.times === null) return found;
      const left = { ...found, times: found.times - 1 };
      faults = faults.flatMap((fault) => (fault.id !== found.id ? [fault] : left.times > 0 ? [left] : []));
      return left;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
