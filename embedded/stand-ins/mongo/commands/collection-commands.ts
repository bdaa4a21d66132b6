import { encode } from "../bson/codec.ts";
import type { BsonDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { Command } from "./command.ts";
import { readCollectionName, readCount, readDocument, readFlag } from "./read-arguments.ts";

const create: Command = {
  fields: [],
  refused: [
    ...["capped", "size", "max", "timeseries", "expireAfterSeconds", "clusteredIndex", "changeStreamPreAndPostImages"],
    ...["validator", "validationLevel", "validationAction", "indexOptionDefaults", "viewOn", "pipeline", "collation"],
    ...["storageEngine", "encryptedFields", "autoIndexId"],
  ],
  run: ({ catalog, database }, body) => {
    const name = readCollectionName(body, "create");
    if (catalog.find(database, name) !== undefined) {
      throw new CommandError("NamespaceExists", `Collection ${database}.${name} already exists.`);
    }
    catalog.findOrCreate(database, name);
    return { ok: 1 };
  },
};

const drop: Command = {
  fields: [],
  run: ({ catalog, database }, body) => {
    const collection = catalog.find(database, readCollectionName(body, "drop"));
    if (collection === undefined) return { ok: 1 };
    catalog.drop(collection);
    return { nIndexesWas: collection.indexes.length, ns: collection.namespace, ok: 1 };
  },
};

const dropDatabase: Command = {
  fields: [],
  run: ({ catalog, database }) => {
    const collections = catalog.collections(database);
    for (const collection of collections) catalog.drop(collection);
    return collections.length === 0 ? { ok: 1 } : { dropped: database, ok: 1 };
  },
};

const listCollections: Command = {
  fields: ["filter", "nameOnly", "authorizedCollections", "cursor"],
  run: ({ catalog, cursors, database }, body) => {
    const filter = compileFilter(readDocument(body, "filter") ?? {});
    const isNameOnly = readFlag(body, "nameOnly");
    const described = catalog.collections(database).map(({ identity, indexes }): BsonDocument => {
      const short = { name: identity.name, type: "collection" };
      const idIndex = indexes[0]?.definition.specification;
      return isNameOnly ? short : { ...short, options: {}, info: { readOnly: false }, idIndex };
    });
    const matching = described.filter((collection) => filter.matches(collection)).map(encode);
    const batchSize = readCount(readDocument(body, "cursor") ?? {}, "batchSize");
    return cursors.open(`${database}.$cmd.listCollections`, matching, batchSize);
  },
};

const listDatabases: Command = {
  fields: ["filter", "nameOnly", "authorizedDatabases"],
  run: ({ catalog, database }, body) => {
    if (database !== "admin")
      throw new CommandError("Unauthorized", "listDatabases may only be run against the admin database.");
    const filter = compileFilter(readDocument(body, "filter") ?? {});
    const isNameOnly = readFlag(body, "nameOnly");
    const described = catalog.databaseNames().map((name): BsonDocument & { sizeOnDisk: number } => {
      const collections = catalog.collections(name);
      const sizeOnDisk = collections.reduce((sum, { liveBytes }) => sum + liveBytes, 0);
      return { name, sizeOnDisk, empty: collections.every(({ records }) => records.size === 0) };
    });
    const databases = described.filter((entry) => filter.matches(entry));
    if (isNameOnly) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
    return { databases, totalSize: databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0), ok: 1 };
  },
};

/** Commands on collections and databases as such. */
export const COLLECTION_COMMANDS: Readonly<Record<string, Command>> = {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
};
