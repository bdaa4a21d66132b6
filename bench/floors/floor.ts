import type { Load, LoadResult } from "../load/closed-loop.ts";

/** What the same work would cost if nothing of ours were in the way; in a process of its own, so that its CPU can be told. */
export interface Floor {
  title: string;
  pid: number;
  /** Whether it works on the system's PostgreSQL, whose CPU then belongs to it. */
  usesServers: boolean;
  run(load: Load): Promise<LoadResult>;
  /** May be called again. */
  stop(): Promise<void>;
}
