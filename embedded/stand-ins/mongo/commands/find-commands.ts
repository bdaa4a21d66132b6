import { Long } from "bson";
import { decode, encode } from "../bson/codec.ts";
import { pickFields } from "../bson/raw-document.ts";
import type { BsonDocument } from "../bson/values.ts";
import { numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { Projection } from "../query/compile-projection.ts";
import { compileFindProjection } from "../query/compile-projection.ts";
import type { RecordQuery } from "../query/find-records.ts";
import { createTimeCheck, findRecords } from "../query/find-records.ts";
import type { Collection } from "../storage/collection.ts";
import type { Command } from "./command.ts";
import {
  checkHint,
  readArray,
  readCollectionName,
  readCount,
  readDocument,
  readFlag,
  readScope,
  readSortArgument,
  readText,
} from "./read-arguments.ts";

const find: Command = {
  fields: [
    ...["filter", "sort", "projection", "hint", "skip", "limit", "batchSize", "singleBatch", "let"],
    ...["allowDiskUse", "allowPartialResults", "noCursorTimeout"], // nothing to do for these
  ],
  refused: ["tailable", "awaitData", "oplogReplay", "min", "max", "returnKey", "showRecordId"],
  run: (context, body) => {
    const name = readCollectionName(body, "find");
    const collection = context.catalog.find(context.database, name);
    const scope = readScope(context, body);
    const filter = compileFilter(readDocument(body, "filter") ?? {}, scope);
    const projection = readDocument(body, "projection");
    const compiled =
      projection && Object.keys(projection).length > 0 ? compileFindProjection(projection, filter, scope) : undefined;
    const limit = readCount(body, "limit") ?? 0;
    const query: RecordQuery = {
      filter,
      sort: readSortArgument(body),
      skip: readCount(body, "skip") ?? 0,
      limit: limit === 0 ? Infinity : limit,
      checkTime: createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now),
    };
    checkHint(body["hint"], collection);
    const documents = collection === undefined ? [] : projected(collection, query, compiled);
    const namespace = `${context.database}.${name}`;
    return context.cursors.open(namespace, documents, readCount(body, "batchSize"), readFlag(body, "singleBatch"));
  },
};

function* projected(collection: Collection, query: RecordQuery, projection?: Projection): Generator<Buffer> {
  for (const record of findRecords(collection, query)) {
    const bytes = collection.read(record);
    if (projection === undefined) yield bytes;
    else if (projection.keeps !== undefined) yield pickFields(bytes, projection.keeps);
    else yield encode(projection.apply(decode(bytes)));
  }
}

function readCursorId(value: unknown): Long {
  const number = numericOf(value);
  if (value instanceof Long) return value;
  if (number === undefined) throw new CommandError("TypeMismatch", "a cursor id must be of type long");
  return Long.fromBigInt(BigInt(number));
}

const getMore: Command = {
  fields: ["collection", "batchSize"],
  run: ({ cursors, database }, body) =>
    cursors.more(
      readCursorId(body["getMore"]),
      `${database}.${readText(body, "collection")}`,
      readCount(body, "batchSize"),
    ),
};

const killCursors: Command = {
  fields: ["cursors"],
  run: ({ cursors, database }, body) => {
    const namespace = `${database}.${readText(body, "killCursors")}`;
    const cursorsKilled: Long[] = [];
    const cursorsNotFound: Long[] = [];
    for (const id of readArray(body, "cursors").map(readCursorId)) {
      (cursors.kill(id, namespace) ? cursorsKilled : cursorsNotFound).push(id);
    }
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 } satisfies BsonDocument;
  },
};

export const FIND_COMMANDS: Readonly<Record<string, Command>> = { find, getMore, killCursors };
