import { ObjectId } from "bson";
import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { equalValues } from "../bson/compare-values.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { Filter } from "../query/compile-filter.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { FilterNode } from "../query/filter-node.ts";
import { conjunctsOf } from "../query/filter-node.ts";
import { findRecords } from "../query/find-records.ts";
import type { Collection } from "../storage/collection.ts";
import type { StoredRecord } from "../storage/collection-index.ts";
import type { KeyField } from "../storage/index-keys.ts";
import { applyUpdate, encodeForStorage } from "./apply-update.ts";
import { compileUpdate } from "./compile-update.ts";
import { setValueAt, valueAt } from "./document-paths.ts";

export interface UpdateStatement {
  readonly query: BsonDocument;
  readonly update: unknown;
  readonly arrayFilters: unknown;
  readonly isMulti: boolean;
  readonly isUpsert: boolean;
  readonly sort?: readonly KeyField[];
  readonly scope: ExpressionScope;
  readonly checkTime: () => void;
}

export interface UpdateOutcome {
  matched: number;
  modified: number;
  /** The last document changed, as it was and as it is. */
  before?: BsonDocument;
  after?: BsonDocument;
  /** Set when nothing matched and a document was inserted. */
  upsertedId?: unknown;
}

/**
 * Runs one update statement.
 *
 * @param collection gives the collection; asked to make it only when a document is inserted.
 * @throws CommandError by operator; DuplicateKey. Documents changed before the failing one stay changed, as in MongoDB.
 */
export function updateRecords(
  collection: (create: boolean) => Collection | undefined,
  statement: UpdateStatement,
): UpdateOutcome {
  const { query, isMulti, isUpsert, sort = [], scope, checkTime } = statement;
  const filter = compileFilter(query, scope);
  const update = compileUpdate(statement.update, statement.arrayFilters, { scope, isInsert: false });
  if (update.kind === "replacement" && isMulti)
    throw new CommandError("FailedToParse", "multi update is not supported for replacement-style update");
  const existing = collection(false);
  const limit = isMulti ? Infinity : 1;
  // All are found before one is changed: a change may move a document within the index that is being walked.
  const records = existing === undefined ? [] : [...findRecords(existing, { filter, sort, limit, checkTime })];
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  for (const record of existing === undefined ? [] : records) {
    outcome.matched++;
    const before = existing!.load(record);
    const after = applyUpdate(existing!.load(record), update, filter, { scope, isInsert: false });
    if (store(existing!, record, before, after)) outcome.modified++;
    outcome.before = before;
    outcome.after = after;
  }
  if (outcome.matched > 0 || !isUpsert) return outcome;
  const inserted = buildUpsert(filter, statement);
  const bytes = encodeForStorage(inserted);
  collection(true)?.insert(bytes, inserted);
  return { ...outcome, after: inserted, upsertedId: inserted["_id"] };
}

function store(collection: Collection, record: StoredRecord, before: BsonDocument, after: BsonDocument): boolean {
  const bytes = encodeForStorage(after);
  if (bytes.equals(collection.read(record))) return false;
  collection.replace(record, bytes, before, after);
  return true;
}

/** What an upsert inserts: the equalities of the filter, changed by the update. */
function buildUpsert(filter: Filter, { update: specification, arrayFilters, scope }: UpdateStatement): BsonDocument {
  const context = { scope, isInsert: true };
  const update = compileUpdate(specification, arrayFilters, context);
  const equalities: BsonDocument = {};
  collectEqualities(filter.root, equalities);
  const id = equalities["_id"];
  const document = applyUpdate(
    update.kind === "replacement" ? (id === undefined ? {} : { _id: id }) : equalities,
    update,
    filter,
    context,
  );
  const { _id = new ObjectId(), ...others } = document;
  return { _id, ...others };
}

function collectEqualities(root: FilterNode, document: BsonDocument): void {
  for (const node of conjunctsOf(root)) {
    if (node.kind === "any" && node.nodes.length === 1 && node.nodes[0] !== undefined)
      collectEqualities(node.nodes[0], document);
    if (node.kind !== "field") continue;
    const isSingle = node.operator === "$in" && Array.isArray(node.operand) && node.operand.length === 1;
    if (node.operator !== "$eq" && !isSingle) continue;
    const value: unknown = isSingle ? (node.operand as unknown[])[0] : node.operand;
    const present = valueAt(document, node.path);
    if (present !== undefined && !equalValues(present, value)) {
      throw new CommandError(
        "NotSingleValueField",
        `cannot infer query fields to set, path '${node.path.join(".")}' is matched twice`,
      );
    }
    setValueAt(document, node.path, isDocument(value) ? { ...value } : value);
  }
}
