import { equalValues } from "../bson/compare-values.ts";
import { encodeKey, invert } from "../bson/encode-key.ts";
import { RANK, rankOf } from "../bson/values.ts";
import type { Collection } from "../storage/collection.ts";
import type { CollectionIndex } from "../storage/collection-index.ts";
import type { KeyField } from "../storage/index-keys.ts";
import type { Filter } from "./compile-filter.ts";
import type { FieldNode } from "./filter-node.ts";
import { conjunctsOf } from "./filter-node.ts";

/** From one key to another, both included. */
type KeyRange = readonly [low: string, high: string];

/** How the candidates of a filter are found. They are a superset of the matches: the filter is still applied to each. */
export interface QueryPlan {
  /** None: every document, in natural order. */
  readonly index?: CollectionIndex;
  readonly ranges: readonly KeyRange[];
  /** Whether candidates come in the wanted order; `isReverse` is how to walk the index for that. */
  readonly isOrdered: boolean;
  readonly isReverse: boolean;
}

/** Conditions on one path. Each is necessary for a match, so each alone may bound a scan. */
interface Bounds {
  points?: string[];
  low?: string;
  high?: string;
  rank?: number;
  excludesNull: boolean;
}

/** Sorts after every key that starts with what precedes it. */
const END = "\uffff";
const MAX_RANGES = 10_000;
const NATURAL: QueryPlan = { ranges: [], isOrdered: false, isReverse: false };

/**
 * Chooses between a scan and the indexes by the number of documents each would have to look at.
 *
 * @param wanted how many results are asked for at most; an index in the wanted order can then stop early.
 */
export function planQuery(
  collection: Collection,
  filter: Filter,
  sort: readonly KeyField[],
  wanted: number,
): QueryPlan {
  const conditions = conjunctsOf(filter.root).filter((node) => node.kind === "field");
  const bounds = boundsByPath(conditions);
  const total = collection.records.size;
  const plans = collection.indexes
    .filter((index) => isComplete(index, conditions, bounds))
    .map((index) => planIndex(index, bounds, sort));
  const fewest = Math.min(total, ...plans.map(({ count }) => count));
  let best: QueryPlan = NATURAL;
  let bestCost = sort.length === 0 ? total : total * 1.5;
  for (const { plan, count } of plans) {
    // If matches are spread evenly, an ordered walk sees count/fewest candidates for each result.
    const untilEnough = wanted === Infinity ? count : Math.min(count, (count / Math.max(1, fewest)) * wanted);
    const cost = sort.length === 0 ? count : plan.isOrdered ? untilEnough : count * 1.5;
    if (cost < bestCost || (cost === bestCost && plan.isOrdered && sort.length > 0)) [best, bestCost] = [plan, cost];
  }
  return best;
}

const pathName = (path: readonly string[]): string => path.join(".");

function boundsByPath(conditions: readonly FieldNode[]): Map<string, Bounds> {
  const byPath = new Map<string, Bounds>();
  for (const condition of conditions) {
    const bounds = byPath.get(pathName(condition.path)) ?? { excludesNull: false };
    if (narrow(bounds, condition)) byPath.set(pathName(condition.path), bounds);
  }
  return byPath;
}

/** Adds a condition; false when an index cannot use it. */
function narrow(bounds: Bounds, { operator, operand }: FieldNode): boolean {
  const operands: unknown[] = operator === "$in" ? (operand as unknown[]) : [operand];
  if (!operands.every(isIndexable)) return false;
  const first = operands[0];
  switch (operator) {
    case "$eq":
    case "$in":
      if (bounds.points === undefined || operands.length < bounds.points.length) {
        bounds.points = [...new Set(operands.map(encodeKey))].sort();
      }
      bounds.excludesNull ||= operands.every((value) => rankOf(value) !== RANK.null);
      return true;
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      if (bounds.rank !== undefined && bounds.rank !== rankOf(first)) return false;
      bounds.rank = rankOf(first);
      bounds.excludesNull ||= bounds.rank !== RANK.null;
      if (operator.startsWith("$g")) bounds.low ??= encodeKey(first);
      else bounds.high ??= encodeKey(first);
      return true;
    default:
      return false;
  }
}

/** Arrays are indexed by their elements, patterns match many values, and MinKey and MaxKey compare across types. */
function isIndexable(value: unknown): boolean {
  const rank = rankOf(value);
  return ![RANK.array, RANK.regularExpression, RANK.minKey, RANK.maxKey].some((unusable) => unusable === rank);
}

/** Whether every match is in the index, which a sparse or partial one does not promise by itself. */
function isComplete(
  index: CollectionIndex,
  conditions: readonly FieldNode[],
  bounds: ReadonlyMap<string, Bounds>,
): boolean {
  const { isSparse, partialFilter, fields } = index.definition;
  const excludesNull = (path: readonly string[]): boolean => bounds.get(pathName(path))?.excludesNull === true;
  if (isSparse) return fields.some(({ path }) => excludesNull(path));
  if (partialFilter === undefined) return true;
  return conjunctsOf(partialFilter.root).every((needed) => {
    if (needed.kind !== "field") return false;
    if (needed.operator === "$exists") return excludesNull(needed.path);
    return conditions.some(
      (condition) =>
        condition.operator === needed.operator &&
        pathName(condition.path) === pathName(needed.path) &&
        equalValues(condition.operand, needed.operand),
    );
  });
}

function planIndex(
  index: CollectionIndex,
  bounds: ReadonlyMap<string, Bounds>,
  sort: readonly KeyField[],
): { plan: QueryPlan; count: number } {
  const { fields } = index.definition;
  let prefixes = [""];
  let ranges: KeyRange[] | undefined;
  let arraysBounded = 0;
  let fixed = 0;
  for (const [i, { path, direction }] of fields.entries()) {
    const bound = bounds.get(pathName(path));
    // Two array fields of one document may match by different elements, which are different keys: bound one at most.
    if (bound === undefined || (index.multikey[i] === true && arraysBounded++ > 0)) break;
    const points = bound.points?.map((point) => (direction === 1 ? point : invert(point)));
    if (points === undefined) {
      const [low, high] = rangeOf(bound, direction, index.multikey[i] === true);
      ranges = prefixes.map((prefix) => [prefix + low, prefix + high + END]);
      break;
    }
    if (points.length * prefixes.length > MAX_RANGES) break;
    prefixes = prefixes.flatMap((prefix) => points.map((point) => prefix + point));
    if (prefixes.length === 1) fixed = i + 1;
  }
  ranges ??= prefixes.map((prefix) => [prefix, prefix + END]);
  const direction = ranges.length === 1 && !index.multikey.includes(true) ? walkFor(sort, fields, fixed) : undefined;
  const count = ranges.reduce((sum, [low, high]) => sum + index.entries.count(low, high), 0);
  return { plan: { index, ranges, isOrdered: direction !== undefined, isReverse: direction === -1 }, count };
}

function rangeOf({ rank = 0, low, high }: Bounds, direction: 1 | -1, isMultikey: boolean): KeyRange {
  const type = String.fromCharCode(rank);
  // In an array one element may satisfy the lower bound and another the upper one: only one bound can be used.
  const from = low ?? type;
  const to = isMultikey && low !== undefined ? type : (high ?? type);
  return direction === 1 ? [from, to] : [invert(to), invert(from)];
}

/**
 * In which direction the index gives the wanted order.
 *
 * @param fixed how many leading fields have one value only, and so do not matter.
 */
function walkFor(sort: readonly KeyField[], fields: readonly KeyField[], fixed: number): 1 | -1 | undefined {
  const constant = new Set(fields.slice(0, fixed).map(({ path }) => pathName(path)));
  const open = sort.filter(({ path }) => !constant.has(pathName(path)));
  const rest = fields.slice(fixed);
  const walk = open[0] === undefined || open[0].direction === rest[0]?.direction ? 1 : -1;
  const isGiven = open.every(({ path, direction }, i) => {
    const field = rest[i];
    return field !== undefined && pathName(field.path) === pathName(path) && field.direction === direction * walk;
  });
  return isGiven ? walk : undefined;
}
