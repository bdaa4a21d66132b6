import { expect, it } from "vitest";
import { readText } from "./read-text.ts";

const read = (input: string) => readText(input, { max: 20 });

it("takes several lines, makes their ends alike, composes and trims", () => {
  expect(read("  one\r\ntwo\rthree\n\n\tfour \n")).toEqual({ kind: "good", text: "one\ntwo\nthree\n\n\tfour" });
  expect(read("Cafe\u0301")).toEqual({ kind: "good", text: "Café" });
  expect(read(" \n ")).toEqual({ kind: "good", text: "" });
});

it("counts characters, not code units, and refuses what is far too long before it walks over it", () => {
  expect(read("🧵".repeat(20))).toMatchObject({ kind: "good" });
  expect(read("a".repeat(21))).toEqual({ kind: "bad", problem: "TOO_LONG" });
  expect(read("\u0000".repeat(10_000))).toEqual({ kind: "bad", problem: "TOO_LONG" });
});

it.each(["a\u0000b", "a\u001b[31mb", "a\u2028b", "\u202egpj.exe", "a\u200bb", "a\ud800b"])("refuses %j", (text) => {
  expect(read(text)).toEqual({ kind: "bad", problem: "UNPRINTABLE" });
});
