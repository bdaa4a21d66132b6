import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const inChunksOf = (bytes: Uint8Array, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );

it("knows text wherever its characters are cut, and names its bytes alike", async () => {
  const text = Buffer.from("\ufeffsku,title\r\n1,Straße 日本 🛍\t\n".repeat(50));
  const outcomes = await Promise.all([1, 2, 3, 7, text.length].map((size) => checkText(inChunksOf(text, size))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "text"));
  expect(new Set(outcomes.map((outcome) => outcome.kind === "text" && outcome.digest)).size).toBe(1);
});

it.each([
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "WRONG_CONTENT"],
  ["a spreadsheet", Buffer.from("504b03040a00000000004a", "hex"), "WRONG_CONTENT"],
  ["text of two bytes a character", Buffer.from("sku,title\n", "utf16le"), "WRONG_CONTENT"],
  ["the old encoding of Western Europe", Buffer.from("sku,title\n1,Stra\xdfe\n", "latin1"), "UNREADABLE"],
  ["a character that is cut off at the end", Buffer.from("sku,title\n1,🛍").subarray(0, -1), "UNREADABLE"],
  ["a slash in two bytes", Buffer.concat([Buffer.from("sku\n"), Buffer.from([0xc0, 0xaf])]), "UNREADABLE"],
  ["bad bytes behind a long good part", Buffer.concat([Buffer.alloc(100_000, "a"), Buffer.from([0xff])]), "UNREADABLE"],
])("refuses %s", async (_, bytes, reason) => {
  for (const size of [1_000, bytes.length]) {
    expect(await checkText(inChunksOf(bytes, size))).toEqual({ kind: "refused", reason });
  }
});

it("passes on that the stream broke off", async () => {
  async function* broken() {
    yield Buffer.from("sku\n");
    throw new Error("S3 hung up");
  }
  await expect(checkText(broken())).rejects.toThrow("S3 hung up");
});
