import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "../bson/codec.ts";
import { encodeKey } from "../bson/encode-key.ts";
import { pickFields } from "../bson/raw-document.ts";
import { Collection, nextSequence } from "./collection.ts";
import type { StoredRecord } from "./collection-index.ts";
import type { IndexDefinition } from "./collection-index.ts";
import { CollectionIndex } from "./collection-index.ts";
import { lockDirectory } from "./directory-lock.ts";
import { readIndexDefinition } from "./index-definition.ts";
import type { JournalEntry } from "./journal.ts";
import { ENTRY, ENTRY_OVERHEAD_BYTES, Journal } from "./journal.ts";

const COMPACTION_MIN_BYTES = 32 * 1024 * 1024;
const ID_ONLY: ReadonlySet<string> = new Set(["_id"]);

/** All databases of one server, and their journal. Calls are synchronous, so each is atomic. */
export class Catalog {
  readonly #databases = new Map<string, Map<string, Collection>>();
  readonly #byId = new Map<number, Collection>();
  readonly #journal: Journal;
  readonly #unlock: () => void;
  #compactionMinBytes: number;
  #lastId = 0;

  /**
   * Opens or creates the store in `directory`, which it keeps locked until `close`.
   *
   * @param compactionMinBytes the journal is rewritten once more than this, and more than half of it, is waste.
   * @throws Error when another process has it open.
   */
  constructor(directory: string, compactionMinBytes = COMPACTION_MIN_BYTES) {
    mkdirSync(directory, { recursive: true });
    this.#compactionMinBytes = compactionMinBytes;
    this.#unlock = lockDirectory(directory);
    try {
      this.#journal = new Journal(join(directory, "journal"));
      this.#journal.replay((entry) => this.#replay(entry));
      for (const collection of this.#byId.values()) {
        if (collection.indexes.length > 1) collection.fill(collection.indexes.slice(1));
      }
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  databaseNames(): string[] {
    return [...this.#databases.keys()].sort();
  }

  /** In order of name; empty for a database that does not exist. */
  collections(database: string): Collection[] {
    const collections = [...(this.#databases.get(database)?.values() ?? [])];
    return collections.sort((a, b) => (a.identity.name < b.identity.name ? -1 : 1));
  }

  find(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name);
  }

  /** The collection, made if there is none. */
  findOrCreate(database: string, name: string): Collection {
    const existing = this.find(database, name);
    if (existing !== undefined) return existing;
    const id = this.#lastId + 1;
    this.#journal.append(ENTRY.createCollection, id, encode({ database, name }));
    return this.#register(id, database, name);
  }

  drop(collection: Collection): void {
    this.#journal.append(ENTRY.dropCollection, collection.identity.id, encode({}));
    this.#unregister(collection);
  }

  /** @throws CommandError DuplicateKey, CannotIndexParallelArrays; then there is no such index. */
  createIndex(collection: Collection, definition: IndexDefinition): void {
    const index = new CollectionIndex(definition);
    collection.fill([index]);
    this.#journal.append(ENTRY.createIndex, collection.identity.id, encode(definition.specification));
    collection.indexes.push(index);
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    this.#journal.append(ENTRY.dropIndex, collection.identity.id, encode({ name: index.definition.name }));
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
  }

  /** Hands all changes to the operating system. A change may be acknowledged only after this returned. */
  flush(): void {
    this.#journal.flush();
    const live = [...this.#byId.values()].reduce((sum, collection) => sum + collection.liveBytes, 0);
    const waste = this.#journal.size - live;
    if (waste <= this.#compactionMinBytes || waste <= live) return;
    try {
      this.compact();
    } catch {
      this.#compactionMinBytes *= 2; // the old file is as good as before: try again later
    }
  }

  /** Rewrites the journal without what was replaced or deleted. */
  compact(): void {
    const moved: { record: StoredRecord; offset: number }[] = [];
    this.#journal.compact((append) => {
      for (const { identity, records, indexes, idIndex } of this.#byId.values()) {
        const { id, database, name } = identity;
        append(ENTRY.createCollection, id, encode({ database, name }));
        for (const index of indexes) {
          if (index !== idIndex) append(ENTRY.createIndex, id, encode(index.definition.specification));
        }
        for (const record of records) {
          moved.push({ record, offset: append(ENTRY.put, id, this.#journal.read(record.offset, record.length)) });
        }
      }
    });
    for (const { record, offset } of moved) record.offset = offset;
  }

  close(): void {
    this.#journal.close();
    this.#unlock();
  }

  #register(id: number, database: string, name: string): Collection {
    const collection = new Collection({ id, database, name }, this.#journal);
    const collections = this.#databases.get(database) ?? new Map<string, Collection>();
    this.#databases.set(database, collections.set(name, collection));
    this.#byId.set(id, collection);
    this.#lastId = Math.max(this.#lastId, id);
    return collection;
  }

  #unregister(collection: Collection): void {
    const { id, database, name } = collection.identity;
    for (const record of collection.records) record.length = 0; // open cursors find nothing more
    this.#byId.delete(id);
    const collections = this.#databases.get(database);
    collections?.delete(name);
    if (collections?.size === 0) this.#databases.delete(database);
  }

  #replay(entry: JournalEntry): void {
    if (entry.kind === ENTRY.createCollection) {
      const { database, name } = decode(entry.body);
      this.#register(entry.collectionId, String(database), String(name));
      return;
    }
    const collection = this.#byId.get(entry.collectionId);
    if (collection === undefined)
      throw new Error(`the journal names collection ${entry.collectionId} before creating it`);
    switch (entry.kind) {
      case ENTRY.put:
        return replayPut(collection, entry);
      case ENTRY.delete:
        return replayDelete(collection, entry);
      case ENTRY.dropCollection:
        return this.#unregister(collection);
      case ENTRY.createIndex:
        collection.indexes.push(new CollectionIndex(readIndexDefinition(decode(entry.body))));
        return;
      case ENTRY.dropIndex:
        return replayDropIndex(collection, entry);
      default:
        throw new Error(`the journal has an entry of unknown kind ${entry.kind}`);
    }
  }
}

/** Replaying touches only the `_id` index: the others are filled at the end, from what is left. */
function replayPut(collection: Collection, { body, offset }: JournalEntry): void {
  const key = idKeyOf(body);
  const existing = collection.idIndex.entries.find(key);
  collection.liveBytes += body.length + (existing === undefined ? ENTRY_OVERHEAD_BYTES : -existing.length);
  const record: StoredRecord = existing ?? { seq: nextSequence(), offset, length: body.length };
  record.offset = offset;
  record.length = body.length;
  if (existing !== undefined) return;
  collection.records.add(record);
  collection.idIndex.entries.insert(key, record);
}

function replayDelete(collection: Collection, { body }: JournalEntry): void {
  const key = idKeyOf(body);
  const record = collection.idIndex.entries.find(key);
  if (record === undefined) return;
  collection.idIndex.entries.remove(key, record);
  collection.forget(record);
}

function replayDropIndex(collection: Collection, { body }: JournalEntry): void {
  const { name } = decode(body);
  const at = collection.indexes.findIndex((index) => index.definition.name === name);
  if (at > 0) collection.indexes.splice(at, 1);
}

const idKeyOf = (body: Buffer): string => encodeKey(decode(pickFields(body, ID_ONLY))["_id"]);
