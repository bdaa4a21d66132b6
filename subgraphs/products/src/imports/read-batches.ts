import type { FileFormat, RowError } from "./catalogue-job.ts";
import { createRowGrouper, type RowGroup, textOf } from "./group-rows.ts";
import { readRows } from "./read-rows.ts";
import type { RowEvent } from "./row.ts";

/** Some rows of a file: whole products of it, and what could not be read. */
export interface RowBatch {
  readonly groups: readonly RowGroup[];
  readonly errors: readonly RowError[];
  /** Of all that is in it. */
  readonly rows: number;
}

/** Large enough to make few trips, small enough for one short transaction. */
export const BATCH_ROWS = 400;

/** Reads a file in batches of some BATCH_ROWS rows that never cut a product in two. Leaves out the first `skip` rows. */
export async function* readBatches(
  source: AsyncIterable<Uint8Array>,
  format: FileFormat,
  skip = 0,
): AsyncGenerator<RowBatch> {
  const grouper = createRowGrouper();
  let groups: RowGroup[] = [];
  let errors: RowError[] = [];
  let rows = 0;
  let left = skip;
  const take = (ended: readonly RowGroup[]): void => {
    for (const group of ended) {
      if (left > 0) left -= group.size;
      else {
        groups.push(group);
        rows += group.size;
      }
    }
  };
  for await (const event of readRows(source, format)) {
    if (event.kind === "row") take(grouper.add(event.row));
    else {
      errors.push(...toErrors(event));
      rows += event.kind === "badRow" ? 1 : 0;
    }
    if (rows >= BATCH_ROWS) {
      yield { groups, errors, rows };
      [groups, errors, rows] = [[], [], 0];
    }
  }
  take(grouper.end());
  if (rows > 0 || errors.length > 0) yield { groups, errors, rows };
}

const toErrors = (event: Exclude<RowEvent, { kind: "row" }>): RowError[] =>
  event.errors.map(({ code, field }) => ({ row: event.row, field, code, sku: null }));

/**
 * What no batch sees by itself: SKUs that stand in the file twice, products whose rows stand apart. Keeps each SKU and each handle
 * of the file, a few hundred bytes a row at most: some 30 MB for 100,000 rows.
 */
export function createFileChecks() {
  const rowOfSku = new Map<string, { row: number; isReported: boolean }>();
  const handles = new Set<string>();

  function checkSkus({ rows }: RowGroup): RowError[] {
    return rows.flatMap((row) => {
      const sku = textOf(row, "sku").trim();
      const first = rowOfSku.get(sku);
      if (sku === "") return [];
      if (!first) {
        rowOfSku.set(sku, { row: row.row, isReported: false });
        return [];
      }
      const places = first.isReported ? [row.row] : [first.row, row.row];
      first.isReported = true;
      return places.map((place): RowError => ({ row: place, field: ["sku"], code: "DUPLICATE_SKU", sku }));
    });
  }

  return ({ groups }: RowBatch): RowError[] =>
    groups.flatMap((group) => {
      const apart: RowError[] =
        group.handle !== "" && handles.has(group.handle)
          ? [{ row: group.rows[0]!.row, field: ["handle"], code: "ROWS_APART", sku: null }]
          : [];
      handles.add(group.handle);
      return [...apart, ...checkSkus(group)];
    });
}
