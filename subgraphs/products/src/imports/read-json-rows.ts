import { LIST_COLUMNS, parseColumn } from "./product-columns.ts";
import { badFile, type Cell, type CellError, MAX_ROW_BYTES, type RowEvent } from "./row.ts";

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = /^\ufeff/;
const SHOWN_CHARACTERS = 100;

/** Rows of a JSON Lines file: on each line one flat object whose keys are columns. */
export async function* readJsonRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<RowEvent> {
  let row = 0;
  for await (const line of readLines(source)) {
    row++;
    if (line === null) return yield badFile("ROW_TOO_LONG", row);
    const text = (row === 1 ? line.replace(BYTE_ORDER_MARK, "") : line).trim();
    if (text !== "") yield toRow(row, text);
  }
}

function toRow(row: number, text: string): RowEvent {
  const object = parseObject(text);
  if (object === null) return { kind: "badRow", row, errors: [{ field: [], code: "MALFORMED_JSON" }] };
  const cells = new Map<string, Cell>();
  const errors: CellError[] = [];
  for (const [name, value] of Object.entries(object)) {
    const column = parseColumn(name);
    const field = [column ?? name.slice(0, SHOWN_CHARACTERS)];
    const cell = column === null ? null : toCell(value, LIST_COLUMNS.has(column));
    if (column === null) errors.push({ field, code: "UNKNOWN_COLUMN" });
    else if (cells.has(column)) errors.push({ field, code: "DUPLICATE_COLUMN" });
    else if (cell === null) errors.push({ field, code: "INVALID_VALUE" });
    else cells.set(column, cell);
  }
  if (!Object.keys(object).some((name) => parseColumn(name) === "sku")) {
    errors.push({ field: ["sku"], code: "MISSING_COLUMN" });
  }
  return errors.length > 0 ? { kind: "badRow", row, errors } : { kind: "row", row: { row, cells } };
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Null stands for an empty cell. Anything nested is no value. */
function toCell(value: unknown, isList: boolean): Cell | null {
  if (isList) {
    const values: unknown = value === null ? [] : typeof value === "string" ? [value] : value;
    return Array.isArray(values) && values.every((each) => typeof each === "string") ? values : null;
  }
  if (value === null) return "";
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** Lines without their ends; null for one that is too long, and then no more. */
async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array): void => {
    parts.push(part);
    size += part.length;
  };
  for await (const bytes of source) {
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      take(bytes.subarray(from, end));
      if (size > MAX_ROW_BYTES) return yield null;
      yield Buffer.concat(parts).toString("utf8");
      [parts, size, from] = [[], 0, end + 1];
    }
    take(bytes.subarray(from));
    if (size > MAX_ROW_BYTES) return yield null;
  }
  if (size > 0) yield Buffer.concat(parts).toString("utf8");
}
