import { parseArgs } from "node:util";
import { WORKLOAD_NAMES, type WorkloadName } from "./workloads/workload.ts";

export interface BenchOptions {
  /** Of one round of one workload, and of one round of its floor. */
  seconds: number;
  rounds: number;
  concurrency: number;
  products: number;
  /** A second size of the shop, for a second run that is compared with the first; null for none. */
  against: number | null;
  only: readonly WorkloadName[];
  /** File for the report as JSON. */
  json: string | null;
}

/** The command line is wrong. The message is one sentence for a person. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

const SHOP_SIZES = { min: 20, max: 1_000_000, whole: true };

/** @throws BadOption */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  return {
    seconds: readNumber("seconds", values.seconds, { min: 0.1, max: 600 }),
    rounds: readNumber("rounds", values.rounds, { min: 1, max: 100, whole: true }),
    concurrency: readNumber("concurrency", values.concurrency, { min: 1, max: 100, whole: true }),
    products: readNumber("products", values.products, SHOP_SIZES),
    against: values.against === undefined ? null : readNumber("against", values.against, SHOP_SIZES),
    only: readNames(values.only),
    json: values.json ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seconds: { type: "string", default: "3" },
        rounds: { type: "string", default: "3" },
        concurrency: { type: "string", default: "16" },
        products: { type: "string", default: "1000" },
        against: { type: "string" },
        only: { type: "string", default: WORKLOAD_NAMES.join(",") },
        json: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new BadOption((error as Error).message);
  }
}

function readNumber(name: string, text: string, bounds: { min: number; max: number; whole?: boolean }): number {
  const value = Number(text);
  const isKind = bounds.whole ? Number.isInteger(value) : Number.isFinite(value);
  if (text.trim() !== "" && isKind && value >= bounds.min && value <= bounds.max) return value;
  throw new BadOption(`--${name} takes a ${bounds.whole ? "whole " : ""}number from ${bounds.min} to ${bounds.max}.`);
}

function readNames(text: string): readonly WorkloadName[] {
  const asked = text.split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !WORKLOAD_NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new BadOption(`--only takes a comma list of ${WORKLOAD_NAMES.join(", ")}.`);
  return WORKLOAD_NAMES.filter((name) => asked.includes(name));
}
