import { expect, it } from "vitest";
import { MAX_PICTURE_BYTES } from "./file.ts";
import { readUploadInput } from "./read-upload-input.ts";

const good = { purpose: "AVATAR", filename: "me.png", contentType: "image/png", sizeBytes: 1_000 } as const;
const problemsOf = (changes: Partial<Record<keyof typeof good, unknown>>) => {
  const read = readUploadInput({ ...good, ...changes } as typeof good);
  return read.kind === "bad" ? read.problems.map(({ code }) => code) : [];
};

it("takes sizes from one byte to ten MiB and no other", () => {
  expect([1, MAX_PICTURE_BYTES].map((sizeBytes) => problemsOf({ sizeBytes }))).toEqual([[], []]);
  for (const sizeBytes of [0, -1, MAX_PICTURE_BYTES + 1]) expect(problemsOf({ sizeBytes })).toEqual(["INVALID_SIZE"]);
});

it("takes four types, written exactly", () => {
  const types = ["image/jpeg", "image/png", "image/webp", "image/avif"];
  expect(types.flatMap((contentType) => problemsOf({ contentType }))).toEqual([]);
  const others = ["image/svg+xml", "text/html", "image/gif", "IMAGE/PNG", "image/png, text/html", "image/png;x", ""];
  for (const contentType of others) expect(problemsOf({ contentType })).toEqual(["UNSUPPORTED_TYPE"]);
});

it("keeps a name as text, composed and trimmed", () => {
  expect(readUploadInput({ ...good, filename: "  Cafe\u0301 (1).PNG " })).toEqual({
    kind: "good",
    request: { ...good, filename: "Café (1).PNG" },
  });
  expect(problemsOf({ filename: "x".repeat(255) })).toEqual([]);
});

it.each([
  ["empty", " "],
  ["too long", "x".repeat(256)],
  ["with NUL", "a\0.png"],
  ["with a line end", "a\nb.png"],
  ["with a line separator", "a\u2028b.png"],
  ["with turned text", "photo\u202egpj.exe"],
  ["with an isolate", "a\u2066b.png"],
  ["with a path", "../a.png"],
  ["with a Windows path", "C:\\a.png"],
  ["with half a character", "a\ud800.png"],
])("refuses a name that is %s", (_, filename) => {
  expect(problemsOf({ filename })).toEqual(["INVALID_FILENAME"]);
});

it("names everything that is wrong, each with its field", () => {
  expect(readUploadInput({ purpose: "AVATAR", filename: "", contentType: "text/html", sizeBytes: 0 })).toEqual({
    kind: "bad",
    problems: [
      { code: "INVALID_FILENAME", field: ["filename"] },
      { code: "UNSUPPORTED_TYPE", field: ["contentType"] },
      { code: "INVALID_SIZE", field: ["sizeBytes"] },
    ],
  });
});
