import type { Floor } from "../floors/floor.ts";
import type { Load, LoadResult } from "../load/closed-loop.ts";
import type { GraphClient } from "../load/graph-client.ts";
import type { RunningSystem } from "../system/start-system.ts";
import type { Shop } from "./survey-shop.ts";

export const WORKLOAD_NAMES = [
  "list",
  "detail",
  "search",
  "facets",
  "cart",
  "checkout",
  "sign-in",
  "sign-in-storm",
  "import",
] as const;
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

/** What a workload may use while it is prepared. */
export interface Scene {
  system: RunningSystem;
  client: GraphClient;
  shop: Shop;
  concurrency: number;
}

export interface Workload {
  title: string;
  run(load: Load): Promise<LoadResult>;
  floor: Floor;
}

export type PrepareWorkload = (scene: Scene) => Promise<Workload>;
