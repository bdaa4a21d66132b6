import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { splitList, unguardFormula } from "./cell-text.ts";
import { LIST_COLUMNS, parseColumn } from "./product-columns.ts";
import { badFile, type Cell, type CellError, MAX_ROW_BYTES, type RowEvent } from "./row.ts";

const MAX_COLUMNS = 300;
/** Of a name that is no column, as much as helps to find it. */
const SHOWN_CHARACTERS = 100;

/**
 * Rows of a CSV file: commas, double quotes, any line ends, a byte order mark or none. The first row names the columns.
 * @see RFC 4180.
 */
export async function* readCsvRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<RowEvent> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    max_record_size: MAX_ROW_BYTES,
  });
  const input = Readable.from(source, { objectMode: false });
  input.once("error", (error) => parser.destroy(error));
  input.pipe(parser);
  let number = 0;
  let columns: readonly string[] | undefined;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number++;
      if (record.every((cell) => cell === "")) continue;
      if (columns) yield toRow(number, columns, record);
      else {
        const header = readHeader(record);
        if (header.errors.length > 0) return yield { kind: "badFile", row: number, errors: header.errors };
        columns = header.columns;
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Rows that were read before and not taken yet are lost with it: whoever mends the file imports it again anyway.
    const row = typeof error["records"] === "number" ? error["records"] + 1 : null;
    yield badFile(error.code === "CSV_MAX_RECORD_SIZE" ? "ROW_TOO_LONG" : "MALFORMED_CSV", row);
  } finally {
    input.destroy();
    parser.destroy();
  }
}

function toRow(row: number, columns: readonly string[], record: readonly string[]): RowEvent {
  if (record.length !== columns.length) {
    return { kind: "badRow", row, errors: [{ field: [], code: "WRONG_CELL_COUNT" }] };
  }
  const cells = columns.map((column, index): [string, Cell] => {
    const text = unguardFormula(record[index]!);
    return [column, LIST_COLUMNS.has(column) ? splitList(text) : text];
  });
  return { kind: "row", row: { row, cells: new Map(cells) } };
}

/** The columns, or all that is wrong with their names: then nothing below them means anything. */
function readHeader(names: readonly string[]): { columns: string[]; errors: CellError[] } {
  if (names.length > MAX_COLUMNS) return { columns: [], errors: [{ field: [], code: "TOO_MANY_COLUMNS" }] };
  const columns = names.map((name) => parseColumn(name) ?? "");
  const errors = names.flatMap((name, index): CellError[] => {
    const field = [name.slice(0, SHOWN_CHARACTERS)];
    if (columns[index] === "") return [{ field, code: "UNKNOWN_COLUMN" }];
    return columns.indexOf(columns[index]!) < index ? [{ field, code: "DUPLICATE_COLUMN" }] : [];
  });
  if (!columns.includes("sku")) errors.push({ field: ["sku"], code: "MISSING_COLUMN" });
  return { columns, errors };
}
