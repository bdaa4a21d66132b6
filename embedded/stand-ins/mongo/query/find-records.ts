import { CommandError } from "../mongo.errors.ts";
import type { Collection } from "../storage/collection.ts";
import type { StoredRecord } from "../storage/collection-index.ts";
import type { KeyField } from "../storage/index-keys.ts";
import { sortKeyOf } from "../storage/index-keys.ts";
import type { Filter } from "./compile-filter.ts";
import { conjunctsOf } from "./filter-node.ts";
import type { QueryPlan } from "./plan-query.ts";
import { planQuery } from "./plan-query.ts";

export interface RecordQuery {
  readonly filter: Filter;
  readonly sort?: readonly KeyField[];
  readonly skip?: number;
  /** Absent: all. */
  readonly limit?: number;
  /** Throws when the time allowed for the command is over. */
  readonly checkTime?: () => void;
}

interface Candidate {
  readonly key: string;
  readonly record: StoredRecord;
  readonly offset: number;
}

const CHECK_EVERY = 256;
/** Sorting for a limited query keeps this many more candidates than it needs before it drops the worst. */
const SORT_SLACK = 1_000;

/** The records that match, in the wanted order. May be read on while the collection changes, as cursors do. */
export function* findRecords(collection: Collection, query: RecordQuery): Generator<StoredRecord> {
  const { filter, sort = [], skip = 0, limit = Infinity } = query;
  const plan = planQuery(collection, filter, sort, skip + limit);
  const isSorted = sort.length === 0 || plan.isOrdered;
  const found = isSorted ? matchingRecords(collection, query, plan) : sortedRecords(collection, query, plan);
  let passed = 0;
  if (limit === 0) return;
  for (const record of found) {
    if (++passed <= skip) continue;
    yield record;
    if (passed - skip >= limit) return;
  }
}

/** How many match, without reading more than it must. */
export function countRecords(collection: Collection, query: RecordQuery): number {
  const { filter, skip = 0, limit = Infinity } = query;
  if (conjunctsOf(filter.root).length === 0) return Math.min(limit, Math.max(0, collection.records.size - skip));
  let count = 0;
  const records = findRecords(collection, query);
  while (records.next().done !== true) count++;
  return count;
}

function* candidatesOf(collection: Collection, { index, ranges, isReverse }: QueryPlan): Generator<StoredRecord> {
  if (index === undefined) {
    yield* collection.records;
    return;
  }
  const seen = index.multikey.includes(true) ? new Set<StoredRecord>() : undefined;
  for (const [low, high] of ranges) {
    for (const record of index.entries.between(low, high, isReverse)) {
      if (seen?.has(record) === true) continue;
      seen?.add(record);
      yield record;
    }
  }
}

function* matchingRecords(collection: Collection, query: RecordQuery, plan: QueryPlan): Generator<StoredRecord> {
  const { filter, checkTime } = query;
  const takesAll = conjunctsOf(filter.root).length === 0;
  let visited = 0;
  for (const record of candidatesOf(collection, plan)) {
    if (++visited % CHECK_EVERY === 0) checkTime?.();
    if (record.length > 0 && (takesAll || filter.matches(collection.load(record, filter.fieldNames)))) yield record;
  }
}

function* sortedRecords(collection: Collection, query: RecordQuery, plan: QueryPlan): Generator<StoredRecord> {
  const { filter, sort = [], skip = 0, limit = Infinity, checkTime } = query;
  const names = sort.map(({ path }) => path[0] ?? "");
  const fieldNames = filter.fieldNames === null ? null : new Set([...filter.fieldNames, ...names]);
  const wanted = skip + limit;
  let best: Candidate[] = [];
  let visited = 0;
  for (const record of candidatesOf(collection, plan)) {
    if (++visited % CHECK_EVERY === 0) checkTime?.();
    const document = collection.load(record, fieldNames);
    if (!filter.matches(document)) continue;
    best.push({ key: sortKeyOf(document, sort), record, offset: record.offset });
    if (best.length > 2 * wanted + SORT_SLACK) best = inOrder(best).slice(0, wanted);
  }
  for (const { record, offset } of inOrder(best)) {
    if (record.length === 0) continue; // deleted since
    if (record.offset !== offset && !filter.matches(collection.load(record, filter.fieldNames))) continue;
    yield record;
  }
}

function inOrder(candidates: Candidate[]): Candidate[] {
  return candidates.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.record.seq - b.record.seq));
}

/** A clock for `maxTimeMS`: the check throws code 50 once the time is over. */
export function createTimeCheck(maxTimeMs: number, now: () => Date): () => void {
  if (maxTimeMs === 0) return () => undefined;
  const deadline = now().getTime() + maxTimeMs;
  return () => {
    if (now().getTime() > deadline) throw new CommandError("MaxTimeMSExpired", "operation exceeded time limit");
  };
}
