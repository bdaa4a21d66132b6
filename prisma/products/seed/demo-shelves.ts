import type { Department } from "./demo-shelf.ts";
import { BOOKS, ELECTRONICS, HOME } from "./demo-shelves-for-the-house.ts";
import { CLOTHING, COFFEE } from "./demo-shelves-to-wear-and-drink.ts";

export const DEPARTMENTS: readonly Department[] = [COFFEE, CLOTHING, HOME, ELECTRONICS, BOOKS];

/** First words of titles. */
// prettier-ignore
export const SERIES = [
  "Aurora", "Birch", "Cinder", "Dune", "Ember", "Fjord", "Garrigue", "Haven", "Islay", "Juniper", "Kelp", "Lumen", "Marl",
  "Nordic", "Orchard", "Pebble", "Quarry", "Ridge", "Solstice", "Tundra", "Umber", "Vesper", "Willow", "Yarrow", "Zephyr",
  "Alder", "Basalt", "Copper", "Drift", "Ebb", "Fennel", "Granite", "Harbour", "Indigo", "Jura", "Larch", "Meadow",
] as const;
