import type { FileFormat } from "./catalogue-job.ts";
import { readCsvRows } from "./read-csv-rows.ts";
import { readJsonRows } from "./read-json-rows.ts";
import { badFile, MAX_ROWS, type RowEvent } from "./row.ts";

/** Reads a file row by row, in memory of a few rows. Whatever the bytes are, it ends in rows and typed errors. */
export async function* readRows(source: AsyncIterable<Uint8Array>, format: FileFormat): AsyncGenerator<RowEvent> {
  const events = format === "CSV" ? readCsvRows(checkUtf8(source)) : readJsonRows(checkUtf8(source));
  let rows = 0;
  try {
    for await (const event of events) {
      if (event.kind !== "badFile" && ++rows > MAX_ROWS) return yield badFile("TOO_MANY_ROWS");
      yield event;
      if (event.kind === "badFile") return;
    }
    if (rows === 0) yield badFile("EMPTY_FILE");
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    yield badFile("NOT_UTF8");
  }
}

class NotUtf8 extends Error {}

/** Hands the bytes on as they are. @throws NotUtf8 at the first that belong to no text. */
async function* checkUtf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const check = (bytes: Uint8Array, stream: boolean): void => {
    try {
      decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new NotUtf8("the file is no UTF-8 text", { cause });
    }
  };
  for await (const bytes of source) {
    check(bytes, true);
    yield bytes;
  }
  check(new Uint8Array(), false);
}
