import { z } from "zod";

const common = {
  /** How many requests it hits before it goes away by itself; without it, all until deleted. */
  times: z.int().min(1).optional(),
  /** Only requests whose `METHOD /bucket/key` contains this text; without it, all. */
  match: z.string().min(1).max(1_024).optional(),
};

/** What can be made to go wrong. */
export const faultInput = z.discriminatedUnion("kind", [
  /** Waits before the request is served. */
  z.strictObject({ kind: z.literal("slow"), ms: z.int().min(1).max(600_000), ...common }),
  /** Answers 503 ServiceUnavailable and does nothing. */
  z.strictObject({ kind: z.literal("unavailable"), ...common }),
  /** Loses the answer of a HEAD: the connection breaks (`none`), or the object seems not to be there (`notFound`). */
  z.strictObject({ kind: z.literal("lostHead"), answer: z.enum(["none", "notFound"]).default("none"), ...common }),
]);

export type FaultInput = z.output<typeof faultInput>;

export type Fault = FaultInput & {
  readonly id: string;
  /** Requests hit so far. */
  readonly hits: number;
};

export type Faults = ReturnType<typeof createFaults>;

/** The switches that are on. Kept in memory only: a restart heals. */
export function createFaults() {
  let faults: Fault[] = [];
  let lastId = 0;
  return {
    list: (): readonly Fault[] => faults,

    add(input: FaultInput): Fault {
      lastId += 1;
      const fault: Fault = { ...input, id: String(lastId), hits: 0 };
      faults = [...faults, fault];
      return fault;
    },

    /** @returns false when there is none of that id. */
    remove(id: string): boolean {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },

    clear(): void {
      faults = [];
    },

    /** The faults that hit this request, in the order they were added; each counts one hit. */
    take(method: string, path: string): readonly Fault[] {
      const text = `${method} ${path}`;
      const hit = faults.filter(
        (fault) =>
          (fault.kind !== "lostHead" || method === "HEAD") && (fault.match === undefined || text.includes(fault.match)),
      );
      faults = faults
        .map((fault) => (hit.includes(fault) ? { ...fault, hits: fault.hits + 1 } : fault))
        .filter((fault) => fault.times === undefined || fault.hits < fault.times);
      return hit;
    },
  };
}
