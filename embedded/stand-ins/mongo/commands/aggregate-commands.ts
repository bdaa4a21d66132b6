import { compilePipeline } from "../aggregation/compile-pipeline.ts";
import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import type { PipelineEnvironment } from "../aggregation/stage.ts";
import { neededFields } from "../aggregation/needed-fields.ts";
import { encode } from "../bson/codec.ts";
import { encodeKey } from "../bson/encode-key.ts";
import { toPlain, toPlainDocument } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { RecordQuery } from "../query/find-records.ts";
import { countRecords, createTimeCheck, findRecords } from "../query/find-records.ts";
import { valuesAt } from "../query/path-values.ts";
import { readSort } from "../query/read-sort.ts";
import type { Collection } from "../storage/collection.ts";
import type { Command, CommandContext } from "./command.ts";
import {
  checkHint,
  readArray,
  readCollectionName,
  readCount,
  readDocument,
  readScope,
  readText,
} from "./read-arguments.ts";

const aggregate: Command = {
  fields: ["pipeline", "cursor", "hint", "let", "allowDiskUse", "bypassDocumentValidation"],
  refused: ["explain"],
  run: (context, body) => {
    const name = readCollectionName(body, "aggregate");
    const stages = readArray(body, "pipeline");
    const cursor = readDocument(body, "cursor");
    if (cursor === undefined)
      throw new CommandError(
        "FailedToParse",
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const collection = context.catalog.find(context.database, name);
    const scope = readScope(context, body);
    const checkTime = createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now);
    checkHint(body["hint"], collection);
    const documents = run(context, collection, stages, scope, checkTime);
    return context.cursors.open(`${context.database}.${name}`, documents, readCount(cursor, "batchSize"));
  },
};

function run(
  context: CommandContext,
  collection: Collection | undefined,
  stages: readonly unknown[],
  scope: ExpressionScope,
  checkTime: () => void,
): Iterable<Buffer> {
  const environment: PipelineEnvironment = {
    scope,
    documentsOf: (from, filter) => {
      const other = context.catalog.find(context.database, from);
      return other === undefined
        ? []
        : plainDocuments(other, { filter: compileFilter(filter, scope), checkTime }, null);
    },
  };
  const whole = compilePipeline(stages, environment); // also where mistakes are found, whatever is done below
  if (collection === undefined) return encoded(whole([]));
  const { query, rest } = splitLeading(stages, scope);
  if (rest.length === 0) return rawDocuments(collection, { ...query, checkTime });
  const counter = rest.length === 1 ? readCounter(rest[0]) : undefined;
  if (counter !== undefined) {
    const count = countRecords(collection, { ...query, checkTime });
    return count === 0 ? [] : [encode({ _id: counter.id, [counter.name]: count })];
  }
  const documents = plainDocuments(collection, { ...query, checkTime }, neededFields(rest));
  return encoded(compilePipeline(rest, environment)(documents));
}

function* plainDocuments(
  collection: Collection,
  query: RecordQuery,
  names: ReadonlySet<string> | null,
): Generator<BsonDocument> {
  for (const record of findRecords(collection, query)) yield toPlainDocument(collection.load(record, names));
}

function* rawDocuments(collection: Collection, query: RecordQuery): Generator<Buffer> {
  for (const record of findRecords(collection, query)) yield collection.read(record);
}

function* encoded(documents: Iterable<BsonDocument>): Generator<Buffer> {
  for (const document of documents) yield encode(document);
}

/** Takes `$match`, `$sort`, `$skip` and `$limit`, in this order, off the front: a find does them, with indexes. */
function splitLeading(
  stages: readonly unknown[],
  scope: ExpressionScope,
): { query: RecordQuery; rest: readonly unknown[] } {
  let at = 0;
  const take = (name: string): unknown => {
    const stage = stages[at];
    if (!isDocument(stage) || !(name in stage)) return undefined;
    at++;
    return stage[name];
  };
  const conditions: unknown[] = [];
  for (let match = take("$match"); match !== undefined; match = take("$match")) conditions.push(match);
  const sort = take("$sort");
  const skip = take("$skip");
  const limit = take("$limit");
  const query: RecordQuery = {
    filter: compileFilter(conditions.length === 0 ? {} : { $and: conditions }, scope),
    sort: readSort((sort ?? {}) as BsonDocument),
    skip: Number(numericOf(skip) ?? 0),
    limit: limit === undefined ? Infinity : Number(numericOf(limit)),
  };
  return { query, rest: stages.slice(at) };
}

/** Recognises `{ $group: { _id: <constant>, n: { $sum: 1 } } }`, which is how drivers count. */
function readCounter(stage: unknown): { name: string; id: unknown } | undefined {
  const group = isDocument(stage) ? stage["$group"] : undefined;
  if (!isDocument(group)) return undefined;
  const { _id: id, ...fields } = group;
  const [field, ...others] = Object.entries(fields);
  const isConstant = id === null || numericOf(id) !== undefined;
  if (!isConstant || field === undefined || others.length > 0) return undefined;
  const [name, sum] = field;
  return isDocument(sum) && Object.keys(sum).length === 1 && numericOf(sum["$sum"]) === 1
    ? { name, id: toPlain(id) }
    : undefined;
}

const count: Command = {
  fields: ["query", "limit", "skip", "hint", "fields"],
  run: (context, body) => {
    const collection = context.catalog.find(context.database, readCollectionName(body, "count"));
    const filter = compileFilter(readDocument(body, "query") ?? {}, readScope(context, body));
    checkHint(body["hint"], collection);
    const limit = Math.abs(Number(numericOf(body["limit"]) ?? 0)); // an old custom: a negative limit is a limit
    const query: RecordQuery = {
      filter,
      skip: readCount(body, "skip") ?? 0,
      limit: limit === 0 ? Infinity : limit,
      checkTime: createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now),
    };
    return { n: collection === undefined ? 0 : countRecords(collection, query), ok: 1 };
  },
};

const distinct: Command = {
  fields: ["key", "query", "hint"],
  run: (context, body) => {
    const collection = context.catalog.find(context.database, readCollectionName(body, "distinct"));
    const path = readText(body, "key").split(".");
    const filter = compileFilter(readDocument(body, "query") ?? {}, readScope(context, body));
    checkHint(body["hint"], collection);
    const checkTime = createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now);
    const names = new Set([path[0] ?? ""]);
    const values = new Map<string, unknown>();
    if (collection === undefined) return { values: [], ok: 1 };
    for (const record of findRecords(collection, { filter, checkTime })) {
      for (const found of valuesAt(collection.load(record, names), path)) {
        const each: unknown[] = Array.isArray(found) ? found : [found];
        for (const value of each) if (value !== undefined) values.set(encodeKey(value), value);
      }
    }
    return { values: [...values.values()], ok: 1 };
  },
};

/** Commands that compute over documents. */
export const AGGREGATE_COMMANDS: Readonly<Record<string, Command>> = { aggregate, count, distinct };
