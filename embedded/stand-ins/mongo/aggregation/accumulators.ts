import { compareValues } from "../bson/compare-values.ts";
import { encodeKey } from "../bson/encode-key.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";

/** Takes the values of one group in order and says what they come to. */
interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

function createSum(): Accumulator {
  let sum = 0;
  return { add: (value) => void (sum += typeof value === "number" ? value : 0), result: () => sum };
}

function createAverage(): Accumulator {
  let sum = 0;
  let count = 0;
  return {
    add: (value) => {
      if (typeof value !== "number") return;
      sum += value;
      count++;
    },
    result: () => (count === 0 ? null : sum / count),
  };
}

function createExtreme(sign: 1 | -1): Accumulator {
  let best: unknown = null;
  return {
    add: (value) => {
      if (isPresent(value) && (best === null || compareValues(value, best) * sign > 0)) best = value;
    },
    result: () => best,
  };
}

function createFirst(): Accumulator {
  let first: { value: unknown } | undefined;
  return { add: (value) => void (first ??= { value: value ?? null }), result: () => first?.value ?? null };
}

function createLast(): Accumulator {
  let last: unknown = null;
  return { add: (value) => void (last = value ?? null), result: () => last };
}

function createList(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => void (value === undefined || values.push(value)), result: () => values };
}

function createSet(): Accumulator {
  const values = new Map<string, unknown>();
  return {
    add: (value) => void (value === undefined || values.set(encodeKey(value), value)),
    result: () => [...values.values()],
  };
}

const ACCUMULATORS: ReadonlyMap<string, () => Accumulator> = new Map<string, () => Accumulator>([
  ["$sum", createSum],
  ["$avg", createAverage],
  ["$min", () => createExtreme(-1)],
  ["$max", () => createExtreme(1)],
  ["$first", createFirst],
  ["$last", createLast],
  ["$push", createList],
  ["$addToSet", createSet],
  ["$count", createSum],
]);

export interface GroupField {
  readonly name: string;
  /** What is computed of each document for the accumulator. */
  readonly operand: unknown;
  create(): Accumulator;
}

/**
 * Reads `{ total: { $sum: "$price" }, … }`.
 *
 * @throws CommandError 15952 for accumulators the stand-in lacks.
 */
export function readGroupFields(fields: BsonDocument): GroupField[] {
  return Object.entries(fields).map(([name, specification]) => {
    if (name.includes(".")) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith("$")) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`);
    const entries = isDocument(specification) ? Object.entries(specification) : [];
    const [entry] = entries;
    if (entry === undefined || !entry[0].startsWith("$"))
      throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
    if (entries.length > 1) throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
    const [operator, operand] = entry;
    const create = ACCUMULATORS.get(operator);
    if (create === undefined) throw new CommandError(15952, `unknown group operator '${operator}'`);
    return { name, operand: operator === "$count" ? 1 : operand, create };
  });
}
