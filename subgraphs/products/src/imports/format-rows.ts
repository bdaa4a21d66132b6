import { stringify } from "csv-stringify/sync";
import { guardFormula, joinList } from "./cell-text.ts";
import type { FileFormat } from "./catalogue-job.ts";
import { LIST_COLUMNS } from "./product-columns.ts";
import type { Cell } from "./row.ts";

/** Writes rows as the import reads them. `header` goes before the first. */
export interface RowFormat {
  readonly header: string;
  rows(rows: readonly ReadonlyMap<string, Cell>[]): string;
}

/** @see RFC 4180; a byte order mark tells spreadsheets that the text is UTF-8. */
export function createRowFormat(format: FileFormat, columns: readonly string[]): RowFormat {
  if (format === "JSONL") return { header: "", rows: (rows) => rows.map((row) => toJsonLine(columns, row)).join("") };
  const toLines = (records: readonly (readonly string[])[]) => stringify([...records], { record_delimiter: "\r\n" });
  return {
    header: `\ufeff${toLines([columns])}`,
    rows: (rows) => toLines(rows.map((row) => columns.map((column) => toCsvCell(row.get(column) ?? "")))),
  };
}

const toCsvCell = (cell: Cell): string => guardFormula(typeof cell === "string" ? cell : joinList(cell));

/** What a row does not say anything about is null, as an empty cell is. */
const toJsonLine = (columns: readonly string[], row: ReadonlyMap<string, Cell>): string =>
  `${JSON.stringify(
    Object.fromEntries(
      columns.map((column) => {
        const cell = row.get(column) ?? (LIST_COLUMNS.has(column) ? [] : "");
        return [column, cell === "" ? null : cell];
      }),
    ),
  )}\n`;
