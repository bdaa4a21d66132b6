import { encode } from "../bson/codec.ts";
import { equalValues } from "../bson/compare-values.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { Collection } from "../storage/collection.ts";
import type { CollectionIndex, IndexDefinition } from "../storage/collection-index.ts";
import { readIndexDefinition } from "../storage/index-definition.ts";
import type { Command, CommandContext } from "./command.ts";
import { readCollectionName, readCount, readDocument, readDocuments, shapeOf } from "./read-arguments.ts";

const createIndexes: Command = {
  fields: ["indexes", "commitQuorum", "ignoreUnknownIndexOptions"],
  refused: ["ignoreUnknownIndexOptions"],
  run: ({ catalog, database }, body) => {
    const name = readCollectionName(body, "createIndexes");
    const specifications = readDocuments(body, "indexes");
    if (specifications.length === 0) throw new CommandError("BadValue", "Must specify at least one index to create");
    const definitions = specifications.map(readIndexDefinition);
    const existed = catalog.find(database, name) !== undefined;
    const collection = catalog.findOrCreate(database, name);
    const numIndexesBefore = collection.indexes.length;
    const created: CollectionIndex[] = [];
    try {
      for (const definition of definitions) {
        if (exists(collection, definition)) continue;
        catalog.createIndex(collection, definition);
        created.push(...collection.indexes.slice(-1));
      }
    } catch (error) {
      for (const index of created) catalog.dropIndex(collection, index); // all of one command or none
      if (!existed) catalog.drop(collection);
      throw error;
    }
    return {
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length,
      createdCollectionAutomatically: !existed,
      ...(created.length === 0 ? { note: "all indexes already exist" } : {}),
      ok: 1,
    };
  },
};

/** @throws CommandError when there is an index of that name, or on those fields, that is not the same. */
function exists(collection: Collection, wanted: IndexDefinition): boolean {
  const wantedKey = shapeOf(wanted.specification["key"]);
  if (wantedKey === "_id:1") return true; // every collection has it, under its own name
  for (const { definition } of collection.indexes) {
    const sameKey = shapeOf(definition.specification["key"]) === wantedKey;
    const sameName = definition.name === wanted.name;
    if (!sameKey && !sameName) continue;
    if (!sameKey)
      throw conflict(
        "IndexKeySpecsConflict",
        "An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation.",
        definition,
        wanted,
      );
    const sameOptions = equalValues(optionsOf(definition), optionsOf(wanted));
    if (sameName && sameOptions) return true;
    if (sameName)
      throw conflict(
        "IndexKeySpecsConflict",
        "An index with the same name already exists with different options.",
        definition,
        wanted,
      );
    const samePartial = equalValues(
      optionsOf(definition)["partialFilterExpression"],
      optionsOf(wanted)["partialFilterExpression"],
    );
    if (samePartial)
      throw conflict(
        "IndexOptionsConflict",
        `Index already exists with a different name: ${definition.name}`,
        definition,
        wanted,
      );
  }
  return false;
}

function optionsOf({ specification }: IndexDefinition): BsonDocument {
  const { unique = false, sparse = false, partialFilterExpression = null } = specification;
  return { unique, sparse, partialFilterExpression };
}

function conflict(
  code: "IndexKeySpecsConflict" | "IndexOptionsConflict",
  message: string,
  existing: IndexDefinition,
  requested: IndexDefinition,
): CommandError {
  const show = ({ name, specification }: IndexDefinition): string => `${name} { ${shapeOf(specification["key"])} }`;
  return new CommandError(code, `${message} Requested index: ${show(requested)}, existing index: ${show(existing)}`);
}

function requireCollection({ catalog, database }: CommandContext, body: BsonDocument, command: string): Collection {
  const name = readCollectionName(body, command);
  const collection = catalog.find(database, name);
  if (collection === undefined) throw new CommandError("NamespaceNotFound", `ns does not exist: ${database}.${name}`);
  return collection;
}

const dropIndexes: Command = {
  fields: ["index"],
  run: (context, body) => {
    const collection = requireCollection(context, body, "dropIndexes");
    const nIndexesWas = collection.indexes.length;
    const wanted: unknown[] = Array.isArray(body["index"]) ? body["index"] : [body["index"]];
    const indexes = wanted.includes("*")
      ? collection.indexes.slice(1)
      : wanted.map((index) => findIndex(collection, index));
    for (const index of indexes) context.catalog.dropIndex(collection, index);
    return { nIndexesWas, ok: 1 };
  },
};

function findIndex(collection: Collection, wanted: unknown): CollectionIndex {
  if (typeof wanted !== "string" && !isDocument(wanted))
    throw new CommandError(
      "TypeMismatch",
      "BSON field 'dropIndexes.index' must be a name, a key pattern or a list of names",
    );
  const shape = isDocument(wanted) ? shapeOf(wanted) : undefined;
  const index = collection.indexes.find(
    ({ definition }) => definition.name === wanted || shapeOf(definition.specification["key"]) === shape,
  );
  if (index === undefined) {
    const shown = shape === undefined ? `name [${String(wanted)}]` : `key: { ${shape} }`;
    throw new CommandError("IndexNotFound", `index not found with ${shown}`);
  }
  if (index === collection.idIndex) throw new CommandError("InvalidOptions", "cannot drop _id index");
  return index;
}

const listIndexes: Command = {
  fields: ["cursor"],
  run: (context, body) => {
    const collection = requireCollection(context, body, "listIndexes");
    const batchSize = readCount(readDocument(body, "cursor") ?? {}, "batchSize");
    const described = collection.indexes.map(({ definition }) => encode(definition.specification));
    return context.cursors.open(collection.namespace, described, batchSize);
  },
};

/** Commands on indexes. */
export const INDEX_COMMANDS: Readonly<Record<string, Command>> = { createIndexes, dropIndexes, listIndexes };
