import { decode, encode } from "../bson/codec.ts";
import { pickFields } from "../bson/raw-document.ts";
import type { BsonDocument } from "../bson/values.ts";
import type { StoredRecord } from "./collection-index.ts";
import { CollectionIndex } from "./collection-index.ts";
import { ENTRY, ENTRY_OVERHEAD_BYTES } from "./journal.ts";
import type { Journal } from "./journal.ts";

export interface CollectionIdentity {
  readonly id: number;
  readonly database: string;
  readonly name: string;
}

/** `_id` ascending and unique: the index every collection has. */
export const idIndex = (): CollectionIndex =>
  new CollectionIndex({
    name: "_id_",
    fields: [{ path: ["_id"], direction: 1 }],
    isUnique: true,
    isSparse: false,
    specification: { v: 2, key: { _id: 1 }, name: "_id_" },
  });

let lastSequence = 0;
/** Numbers records in the order they came. */
export const nextSequence = (): number => ++lastSequence;

/** The documents of one collection: places in the journal, and indexes over them. Every method is all or nothing. */
export class Collection {
  readonly identity: CollectionIdentity;
  /** In natural order: as inserted. */
  readonly records = new Set<StoredRecord>();
  readonly idIndex = idIndex();
  readonly indexes: CollectionIndex[] = [this.idIndex];
  /** Bytes the documents take in the journal; what else is in there is waste. */
  liveBytes = 0;
  readonly #journal: Journal;

  constructor(identity: CollectionIdentity, journal: Journal) {
    this.identity = identity;
    this.#journal = journal;
  }

  get namespace(): string {
    return `${this.identity.database}.${this.identity.name}`;
  }

  read(record: StoredRecord): Buffer {
    return this.#journal.read(record.offset, record.length);
  }

  /** The document, or only the top-level fields named. */
  load(record: StoredRecord, fieldNames: ReadonlySet<string> | null = null): BsonDocument {
    const bytes = this.read(record);
    return decode(fieldNames === null ? bytes : pickFields(bytes, fieldNames));
  }

  /** @throws CommandError DuplicateKey. */
  insert(bytes: Buffer, document: BsonDocument): void {
    const entries = this.indexes.map((index) => index.entriesOf(document));
    this.indexes.forEach((index, i) => index.assertUnique(entries[i] ?? [], this.namespace));
    const offset = this.#journal.append(ENTRY.put, this.identity.id, bytes);
    const record: StoredRecord = { seq: nextSequence(), offset, length: bytes.length };
    this.records.add(record);
    this.liveBytes += bytes.length + ENTRY_OVERHEAD_BYTES;
    this.indexes.forEach((index, i) => entries[i]?.forEach(({ key }) => index.entries.insert(key, record)));
  }

  /** @throws CommandError DuplicateKey. */
  replace(record: StoredRecord, bytes: Buffer, before: BsonDocument, after: BsonDocument): void {
    const old = this.indexes.map((index) => index.entriesOf(before));
    const entries = this.indexes.map((index) => index.entriesOf(after));
    this.indexes.forEach((index, i) => index.assertUnique(entries[i] ?? [], this.namespace, record));
    const offset = this.#journal.append(ENTRY.put, this.identity.id, bytes);
    this.liveBytes += bytes.length - record.length;
    record.offset = offset;
    record.length = bytes.length;
    this.indexes.forEach((index, i) => {
      const kept = new Set(entries[i]?.map(({ key }) => key));
      for (const { key } of old[i] ?? []) if (!kept.delete(key)) index.entries.remove(key, record);
      for (const key of kept) index.entries.insert(key, record);
    });
  }

  delete(record: StoredRecord, document: BsonDocument): void {
    this.#journal.append(ENTRY.delete, this.identity.id, encode({ _id: document["_id"] }));
    for (const index of this.indexes) {
      for (const { key } of index.entriesOf(document)) index.entries.remove(key, record);
    }
    this.forget(record);
  }

  /** Takes the record out of natural order; the indexes are the caller's. */
  forget(record: StoredRecord): void {
    this.records.delete(record);
    this.liveBytes -= record.length + ENTRY_OVERHEAD_BYTES;
    record.length = 0;
  }

  /**
   * Fills new indexes from the documents there are, in one walk over them.
   *
   * @throws CommandError DuplicateKey, CannotIndexParallelArrays; then the indexes must not be used.
   */
  fill(indexes: readonly CollectionIndex[]): void {
    const fieldNames = unionOf(indexes.map((index) => index.fieldNames));
    const all = indexes.map((index) => ({ index, entries: [] as { key: string; record: StoredRecord }[] }));
    for (const record of this.records) {
      const document = this.load(record, fieldNames);
      for (const { index, entries } of all) {
        for (const { key } of index.entriesOf(document)) entries.push({ key, record });
      }
    }
    for (const { index, entries } of all) {
      index.entries.load(entries);
      if (!index.definition.isUnique) continue;
      const duplicate = entries.find(
        ({ key, record }, i) => entries[i - 1]?.key === key && entries[i - 1]?.record !== record,
      );
      if (duplicate !== undefined) throw this.#duplicateIn(index, duplicate);
    }
  }

  #duplicateIn(index: CollectionIndex, { key, record }: { key: string; record: StoredRecord }): Error {
    const entry = index.entriesOf(this.load(record)).find((candidate) => candidate.key === key);
    return entry === undefined ? new Error("a duplicate that is not there") : index.duplicate(entry, this.namespace);
  }
}

function unionOf(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  return sets.includes(null) ? null : new Set(sets.flatMap((set) => [...(set ?? [])]));
}
