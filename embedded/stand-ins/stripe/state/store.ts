import { join } from "node:path";
import { openJournal, rewriteJournal } from "../../journal/journal.ts";
import { tableNames } from "./tables.ts";
import type { Tables } from "./tables.ts";

type TableName = keyof Tables;
type AnyRow = Tables[TableName];
/** One row as written to the journal. */
type Written = readonly [table: TableName, row: AnyRow];

export interface Reader {
  get<K extends TableName>(table: K, id: string): Tables[K] | undefined;
  /** All rows, oldest first; a changed row keeps its place. */
  all<K extends TableName>(table: K): Tables[K][];
}

/** Rows are values: never change one in place, put a new one. */
export interface Transaction extends Reader {
  put<K extends TableName>(table: K, row: Tables[K]): Tables[K];
}

export interface Store extends Reader {
  /**
   * Runs `work` and keeps everything it put, as one line of the journal, or nothing when it throws. `work` is
   * synchronous, so transactions never interleave.
   */
  transact<T>(work: (tx: Transaction) => T): T;
  /** Calls `listener` after each commit with the rows written. */
  onCommit(listener: (rows: readonly Written[]) => void): void;
  close(): void;
}

const emptyTables = () => new Map<TableName, Map<string, AnyRow>>(tableNames.map((name) => [name, new Map()]));

function load(lines: readonly string[], path: string) {
  const tables = emptyTables();
  let count = 0;
  for (const [index, line] of lines.entries()) {
    try {
      for (const [table, row] of JSON.parse(line) as Written[]) {
        tables.get(table)?.set(row.id, row);
        count += 1;
      }
    } catch (cause) {
      throw new Error(`${path}:${index + 1} is not a journal line; repair or delete the file`, { cause });
    }
  }
  return { tables, count };
}

function dropOldKeys(keys: Map<string, AnyRow> | undefined, oldestSeconds: number): void {
  for (const [id, row] of keys ?? []) if ("created" in row && row.created < oldestSeconds) keys?.delete(id);
}

/**
 * The stand-in's memory: maps in this process, an append-only journal in `dataDir`, nothing shared. One process may
 * have a directory open. Idempotency keys older than `keysSince` (Unix seconds) are forgotten.
 */
export function openStore(dataDir: string, keysSince: number): Store {
  const path = join(dataDir, "stripe.jsonl");
  // The lines are let go of once loaded: only append and close stay.
  let { lines, ...journal } = openJournal(path);
  const { tables, count } = load(lines, path);
  dropOldKeys(tables.get("idempotency_key"), keysSince);
  const live = [...tables].flatMap(([table, rows]) => [...rows.values()].map((row): Written => [table, row]));
  if (count > 2 * live.length + 100) {
    journal.close();
    rewriteJournal(
      path,
      live.map((written) => JSON.stringify([written])),
    );
    ({ lines, ...journal } = openJournal(path));
  }
  lines = [];

  const listeners: ((rows: readonly Written[]) => void)[] = [];
  const reader = readerOf(tables);
  return {
    ...reader,
    transact(work) {
      const changed = emptyTables();
      const overlaid = overlay(reader, changed);
      const result = work(overlaid);
      const rows = [...changed].flatMap(([table, byId]) => [...byId.values()].map((row): Written => [table, row]));
      if (rows.length === 0) return result;
      journal.append(JSON.stringify(rows));
      for (const [table, row] of rows) tables.get(table)?.set(row.id, row);
      for (const listener of listeners) listener(rows);
      return result;
    },
    onCommit: (listener) => void listeners.push(listener),
    close: () => journal.close(),
  };
}

// The map of a table holds only that table's rows: `put` is the one place that fills it.
function rowsOf<K extends TableName>(tables: Map<TableName, Map<string, AnyRow>>, table: K): Map<string, Tables[K]> {
  return tables.get(table) as Map<string, Tables[K]>;
}

function readerOf(tables: Map<TableName, Map<string, AnyRow>>): Reader {
  return {
    get: (table, id) => rowsOf(tables, table).get(id),
    all: (table) => [...rowsOf(tables, table).values()],
  };
}

function overlay(base: Reader, changed: Map<TableName, Map<string, AnyRow>>): Transaction {
  return {
    get: (table, id) => rowsOf(changed, table).get(id) ?? base.get(table, id),
    all: (table) => [
      ...new Map([...base.all(table), ...rowsOf(changed, table).values()].map((row) => [row.id, row])).values(),
    ],
    put: (table, row) => {
      rowsOf(changed, table).set(row.id, row);
      return row;
    },
  };
}
