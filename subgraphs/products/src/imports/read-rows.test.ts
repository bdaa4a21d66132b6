import { describe, expect, it } from "vitest";
import type { FileFormat } from "./catalogue-job.ts";
import { readBatches } from "./read-batches.ts";
import { readRows } from "./read-rows.ts";
import { MAX_ROW_BYTES, MAX_ROWS, type RowEvent } from "./row.ts";

/** Cut into pieces of `size` bytes, as a network cuts anywhere. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(content: string | Uint8Array, format: FileFormat = "CSV", size = 65_536): Promise<RowEvent[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return collect(readRows(pieces(bytes, size), format));
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Code, row and column of everything that is wrong. */
const faults = (events: readonly RowEvent[]) =>
  events.flatMap((event) =>
    event.kind === "row" ? [] : event.errors.map(({ code, field }) => [event.kind, code, event.row, ...field]),
  );
const cellsOf = (events: readonly RowEvent[]) =>
  events.flatMap((event) => (event.kind === "row" ? [Object.fromEntries(event.row.cells)] : []));

describe("CSV", () => {
  it.each([1, 2, 3, 7, 65_536])("is read alike when it comes in pieces of %i bytes", async (size) => {
    const text =
      '\ufeffSKU , Title,tags\r\n\r\nA-1,"Tasse „blau"", groß","x, y\\, z"\r\n"A-2","two\nlines",\n,,\nA-3,\'=SUM(A1),';
    const events = await read(text, "CSV", size);
    expect(cellsOf(events)).toEqual([
      { sku: "A-1", title: 'Tasse „blau", groß', tags: ["x", "y, z"] },
      { sku: "A-2", title: "two\nlines", tags: [] },
      { sku: "A-3", title: "=SUM(A1)", tags: [] },
    ]);
    expect(events.map((event) => event.kind === "row" && event.row.row)).toEqual([3, 4, 6]);
  });

  it.each<[string, string | Uint8Array, unknown[][]]>([
    ["an empty file", "", [["badFile", "EMPTY_FILE", null]]],
    ["a header alone", "sku,title\n", [["badFile", "EMPTY_FILE", null]]],
    ["Latin-1", Buffer.from("sku,title\nA,Gr\u00fc\u00dfe\n", "latin1"), [["badFile", "NOT_UTF8", null]]],
    ["UTF-16", Buffer.from("\ufeffsku\nA\n", "utf16le"), [["badFile", "NOT_UTF8", null]]],
    [
      "a text that ends in the middle of a character",
      Buffer.from([...Buffer.from("sku\nA"), 0xc3]),
      [["badFile", "NOT_UTF8", null]],
    ],
    ["an open quotation mark", 'sku,title\nA,"open\nB,b\n', [["badFile", "MALFORMED_CSV", 2]]],
    ["a quotation mark too many", 'sku,title\nA,"a"b"\n', [["badFile", "MALFORMED_CSV", 2]]],
    ["a row of 10 MB", `sku,title\nA,${"x".repeat(10_000_000)}\n`, [["badFile", "ROW_TOO_LONG", 2]]],
    [
      "an unknown and a double column",
      "sku,colour,SKU,__proto__\nA,b,c,d\n",
      [
        ["badFile", "UNKNOWN_COLUMN", 1, "colour"],
        ["badFile", "DUPLICATE_COLUMN", 1, "SKU"],
        ["badFile", "UNKNOWN_COLUMN", 1, "__proto__"],
      ],
    ],
    ["no SKUs", "title\nA\n", [["badFile", "MISSING_COLUMN", 1, "sku"]]],
    ["a price in no currency", "sku,price_xxx\nA,1\n", [["badFile", "UNKNOWN_COLUMN", 1, "price_xxx"]]],
    [
      "301 columns",
      `${Array.from({ length: 301 }, (_, i) => `attribute_a${i}`).join(",")}\n`,
      [["badFile", "TOO_MANY_COLUMNS", 1]],
    ],
    [
      "cells too few and too many",
      "sku,title\nA\nB,b,c\n",
      [
        ["badRow", "WRONG_CELL_COUNT", 2],
        ["badRow", "WRONG_CELL_COUNT", 3],
      ],
    ],
  ])("says what is wrong with %s", async (_, content, expected) => {
    const events = await read(content);
    expect(faults(events)).toEqual(expected.slice(0, 3));
  });

  it("refuses one row more than it takes", async () => {
    const rows = (count: number) => `sku\n${"A\n".repeat(count)}`;
    expect(faults(await read(rows(MAX_ROWS)))).toEqual([]);
    expect(faults(await read(rows(MAX_ROWS + 1)))).toEqual([["badFile", "TOO_MANY_ROWS", null]]);
  });
});

describe("JSON Lines", () => {
  it("reads texts, numbers, yes and no, lists and nulls", async () => {
    const text = `\ufeff{"sku":"A","stock":5,"price_eur":12.5,"attribute_organic":true,"tags":["a, b","c"],"title":null}\n\n{"sku":"B"}`;
    const events = await read(text, "JSONL", 3);
    expect(cellsOf(events)).toEqual([
      { sku: "A", stock: "5", price_eur: "12.5", attribute_organic: "true", tags: ["a, b", "c"], title: "" },
      { sku: "B" },
    ]);
    expect(events.map((event) => event.kind === "row" && event.row.row)).toEqual([1, 3]);
  });

  it.each<[string, string, unknown[][]]>([
    ["a line that is cut off", '{"sku":"A"}\n{"sku":"B","ti', [["badRow", "MALFORMED_JSON", 2]]],
    [
      "what is no object",
      '[1]\n"sku"\nnull\n',
      [
        ["badRow", "MALFORMED_JSON", 1],
        ["badRow", "MALFORMED_JSON", 2],
        ["badRow", "MALFORMED_JSON", 3],
      ],
    ],
    [
      "keys that are no columns",
      '{"sku":"A","__proto__":{"title":"x"},"constructor":1,"$set":1}',
      [
        ["badRow", "UNKNOWN_COLUMN", 1, "__proto__"],
        ["badRow", "UNKNOWN_COLUMN", 1, "constructor"],
        ["badRow", "UNKNOWN_COLUMN", 1, "$set"],
      ],
    ],
    [
      "nested values",
      '{"sku":{"$ne":1},"tags":[["a"]],"title":["a"]}',
      [
        ["badRow", "INVALID_VALUE", 1, "sku"],
        ["badRow", "INVALID_VALUE", 1, "tags"],
        ["badRow", "INVALID_VALUE", 1, "title"],
      ],
    ],
    ["no SKU", '{"title":"A"}', [["badRow", "MISSING_COLUMN", 1, "sku"]]],
    ["a line that is too long", `{"sku":"${"x".repeat(MAX_ROW_BYTES)}"}`, [["badFile", "ROW_TOO_LONG", 1]]],
  ])("says what is wrong with %s", async (_, content, expected) => {
    expect(faults(await read(content, "JSONL"))).toEqual(expected);
  });
});

it("cuts no product in two, and goes on behind the rows that it leaves out", async () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `p${Math.floor(index / 3)},s${index}`);
  const bytes = Buffer.from(`handle,sku\n${lines.join("\n")}\n`);
  const all = await collect(readBatches(pieces(bytes, 1_000), "CSV"));
  expect(all.length).toBeGreaterThan(2);
  const handles = all.flatMap(({ groups }) => groups.map(({ handle }) => handle));
  expect(new Set(handles).size).toBe(handles.length);
  expect(all.reduce((sum, { rows }) => sum + rows, 0)).toBe(1_000);
  const rest = await collect(readBatches(pieces(bytes, 1_000), "CSV", all[0]!.rows));
  expect(rest.flatMap(({ groups }) => groups)).toEqual(all.slice(1).flatMap(({ groups }) => groups));
});
