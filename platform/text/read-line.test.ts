import { expect, it } from "vitest";
import { readLine } from "./read-line.ts";

const read = (text: string, max = 20) => readLine(text, { max });

it.each([
  "Mia Berg",
  "Zoë",
  "O'Neill-Łukasz",
  "李小龍",
  "田中さくらAya",
  "김Minsu",
  "Анна Иванова",
  "Anna Иванова",
  "عمر",
  "R2-D2",
  "👩‍🚀 Ada",
])("takes %j", (text) => expect(read(text)).toEqual({ kind: "good", text }));

it("trims, and composes what two keyboards type differently", () => {
  expect(read("  Zoe\u0308 ")).toEqual({ kind: "good", text: "Zoë" });
});

it.each([
  ["", "EMPTY"],
  ["   ", "EMPTY"],
  ["a".repeat(21), "TOO_LONG"],
  ["a".repeat(10_000), "TOO_LONG"],
  ["Mia\u0000", "UNPRINTABLE"],
  ["Mia\r\nBcc: all@example.test", "UNPRINTABLE"],
  ["Mia\u2028Berg", "UNPRINTABLE"],
  ["Mia\u202eBerg", "UNPRINTABLE"],
  ["Mi\u200ba", "UNPRINTABLE"],
  ["\ud800", "UNPRINTABLE"],
  ["p\u0430ypal", "MIXED_SCRIPTS"],
  ["Shop \u0391pple", "MIXED_SCRIPTS"],
] as const)("refuses %j as %s", (text, problem) => expect(read(text)).toEqual({ kind: "bad", problem }));

it("counts characters, not code units", () => {
  expect(read("👩".repeat(20))).toMatchObject({ kind: "good" });
  expect(read("👩".repeat(21))).toEqual({ kind: "bad", problem: "TOO_LONG" });
});
