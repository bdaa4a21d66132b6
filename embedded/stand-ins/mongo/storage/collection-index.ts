import type { BsonDocument } from "../bson/values.ts";
import type { Filter } from "../query/compile-filter.ts";
import { CommandError } from "../mongo.errors.ts";
import type { KeyEntry, KeyField } from "./index-keys.ts";
import { keyEntriesOf } from "./index-keys.ts";
import { OrderedEntries } from "./ordered-entries.ts";

/** Where a document stands in the journal. A length of 0 says that it was deleted. */
export interface StoredRecord {
  readonly seq: number;
  offset: number;
  length: number;
}

export interface IndexDefinition {
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  /** Only documents that match are in the index. */
  readonly partialFilter?: Filter;
  /** As `listIndexes` shows it. */
  readonly specification: BsonDocument;
}

/** One index of one collection, kept in memory and rebuilt when the store opens. */
export class CollectionIndex {
  readonly definition: IndexDefinition;
  readonly entries = new OrderedEntries<StoredRecord>();
  /** For each field, whether any document ever had an array there. Bounds must then be used with more care. */
  readonly multikey: boolean[] = [];

  constructor(definition: IndexDefinition) {
    this.definition = definition;
  }

  /** Top-level fields that decide a document's keys. */
  get fieldNames(): ReadonlySet<string> | null {
    const { fields, partialFilter } = this.definition;
    if (partialFilter?.fieldNames === null) return null;
    return new Set([...fields.map(({ path }) => path[0] ?? ""), ...(partialFilter?.fieldNames ?? [])]);
  }

  /** None where the index leaves the document out. */
  entriesOf(document: BsonDocument): KeyEntry[] {
    const { fields, isSparse, partialFilter } = this.definition;
    if (partialFilter !== undefined && !partialFilter.matches(document)) return [];
    const entries = keyEntriesOf(document, fields, this.multikey);
    return isSparse ? entries.filter(({ values }) => values.some((value) => value !== undefined)) : entries;
  }

  /** @throws CommandError DuplicateKey when another record than `own` has one of the keys. */
  assertUnique(entries: readonly KeyEntry[], namespace: string, own?: StoredRecord): void {
    if (!this.definition.isUnique) return;
    for (const entry of entries) {
      const holder = this.entries.find(entry.key);
      if (holder !== undefined && holder !== own) throw this.duplicate(entry, namespace);
    }
  }

  duplicate({ values }: KeyEntry, namespace: string): CommandError {
    const { name, fields, specification } = this.definition;
    const keyValue: BsonDocument = {};
    fields.forEach(({ path }, i) => (keyValue[path.join(".")] = values[i] ?? null));
    const shown = fields.map(({ path }, i) => `${path.join(".")}: ${showValue(values[i])}`).join(", ");
    const message = `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown} }`;
    return new CommandError("DuplicateKey", message, { keyPattern: specification["key"], keyValue });
  }
}

function showValue(value: unknown): string {
  if (value === undefined || value === null || typeof value === "symbol") return "null";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
