import type { BsonDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import { compileFindProjection } from "../query/compile-projection.ts";
import { createTimeCheck, findRecords } from "../query/find-records.ts";
import type { Collection } from "../storage/collection.ts";
import type { UpdateOutcome } from "../update/update-records.ts";
import { updateRecords } from "../update/update-records.ts";
import type { Command, CommandContext } from "./command.ts";
import {
  assertKnownFields,
  checkHint,
  readCollectionName,
  readCount,
  readDocument,
  readDocuments,
  readFlag,
  readScope,
  readSortArgument,
} from "./read-arguments.ts";
import { isOrderedBatch, runBatch } from "./write-batch.ts";

const finder =
  ({ catalog, database }: CommandContext, name: string) =>
  (create: boolean): Collection | undefined =>
    create ? catalog.findOrCreate(database, name) : catalog.find(database, name);

const update: Command = {
  fields: ["updates", "ordered", "bypassDocumentValidation", "let"],
  run: (context, body) => {
    const collection = finder(context, readCollectionName(body, "update"));
    const scope = readScope(context, body);
    const checkTime = createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now);
    const upserted: BsonDocument[] = [];
    let n = 0;
    let nModified = 0;
    const failures = runBatch(readDocuments(body, "updates"), isOrderedBatch(body), (statement, index) => {
      assertKnownFields(statement, "update.updates", [
        "q",
        "u",
        "multi",
        "upsert",
        "arrayFilters",
        "hint",
        "collation",
      ]);
      checkHint(statement["hint"], collection(false));
      const outcome = updateRecords(collection, {
        query: readDocument(statement, "q") ?? {},
        update: statement["u"],
        arrayFilters: statement["arrayFilters"],
        isMulti: readFlag(statement, "multi"),
        isUpsert: readFlag(statement, "upsert"),
        scope,
        checkTime,
      });
      n += outcome.matched + ("upsertedId" in outcome ? 1 : 0);
      nModified += outcome.modified;
      if ("upsertedId" in outcome) upserted.push({ index, _id: outcome.upsertedId });
    });
    return { n, ...(upserted.length === 0 ? {} : { upserted }), nModified, ...failures, ok: 1 };
  },
};

const remove: Command = {
  fields: ["deletes", "ordered", "let"],
  run: (context, body) => {
    const collection = finder(context, readCollectionName(body, "delete"))(false);
    const scope = readScope(context, body);
    const checkTime = createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now);
    let n = 0;
    const failures = runBatch(readDocuments(body, "deletes"), isOrderedBatch(body), (statement) => {
      assertKnownFields(statement, "delete.deletes", ["q", "limit", "hint", "collation"]);
      checkHint(statement["hint"], collection);
      const limit = readCount(statement, "limit");
      if (limit !== 0 && limit !== 1)
        throw new CommandError(
          "FailedToParse",
          `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`,
        );
      const filter = compileFilter(readDocument(statement, "q") ?? {}, scope);
      if (collection === undefined) return;
      const records = [...findRecords(collection, { filter, limit: limit === 0 ? Infinity : 1, checkTime })];
      for (const record of records) collection.delete(record, collection.load(record));
      n += records.length;
    });
    return { n, ...failures, ok: 1 };
  },
};

const failedToParse = (message: string): CommandError => new CommandError("FailedToParse", message);

const findAndModify: Command = {
  fields: [
    "query",
    "sort",
    "remove",
    "update",
    "new",
    "fields",
    "upsert",
    "arrayFilters",
    "hint",
    "let",
    "bypassDocumentValidation",
  ],
  run: (context, body) => {
    const collection = finder(
      context,
      readCollectionName(body, "findAndModify" in body ? "findAndModify" : "findandmodify"),
    );
    const isRemove = readFlag(body, "remove");
    const isNew = readFlag(body, "new");
    if (isRemove === (body["update"] !== undefined)) {
      throw failedToParse(
        isRemove
          ? "Cannot specify both an update and remove=true"
          : "Either an update or remove=true must be specified",
      );
    }
    if (isRemove && isNew)
      throw failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
    if (isRemove && readFlag(body, "upsert")) throw failedToParse("Cannot specify both upsert=true and remove=true");
    checkHint(body["hint"], collection(false));
    const query = readDocument(body, "query") ?? {};
    const scope = readScope(context, body);
    const filter = compileFilter(query, scope);
    const fields = readDocument(body, "fields") ?? {};
    const projection = compileFindProjection(fields, filter, scope);
    const checkTime = createTimeCheck(readCount(body, "maxTimeMS") ?? 0, context.now);
    const sort = readSortArgument(body);
    const show = (document: BsonDocument | undefined): BsonDocument | null =>
      document === undefined ? null : projection.apply(document);
    if (isRemove) {
      const removed = removeFirst(collection(false), { filter, sort, limit: 1, checkTime });
      return { lastErrorObject: { n: removed === undefined ? 0 : 1 }, value: show(removed), ok: 1 };
    }
    const { update: changes, arrayFilters } = body;
    const isUpsert = readFlag(body, "upsert");
    const outcome = updateRecords(collection, {
      query,
      update: changes,
      arrayFilters,
      isMulti: false,
      isUpsert,
      sort,
      scope,
      checkTime,
    });
    return { lastErrorObject: describe(outcome), value: show(isNew ? outcome.after : outcome.before), ok: 1 };
  },
};

function removeFirst(
  collection: Collection | undefined,
  query: Parameters<typeof findRecords>[1],
): BsonDocument | undefined {
  const record = collection === undefined ? undefined : [...findRecords(collection, query)][0];
  if (collection === undefined || record === undefined) return undefined;
  const document = collection.load(record);
  collection.delete(record, document);
  return document;
}

function describe(outcome: UpdateOutcome): BsonDocument {
  if ("upsertedId" in outcome) return { n: 1, updatedExisting: false, upserted: outcome.upsertedId };
  return { n: outcome.matched, updatedExisting: outcome.matched > 0 };
}

export const UPDATE_COMMANDS: Readonly<Record<string, Command>> = {
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
