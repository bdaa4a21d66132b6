import { expect, it } from "vitest";
import { guardFormula, joinList, splitList, unguardFormula } from "./cell-text.ts";

it.each(["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@", "＝1", "it's", "'quoted'", "'", "", "plain"])(
  "brings %j into a cell that runs in no spreadsheet, and back",
  (text) => {
    const cell = guardFormula(text);
    expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    expect(unguardFormula(cell)).toBe(text);
  },
);

it("brings any values into one cell and back", () => {
  const values = ["a", "b, c", String.raw`d\e`, String.raw`f\,g`, String.raw`ends\ `.trim()];
  expect(splitList(joinList(values))).toEqual(values);
  expect(splitList(" a ,, b,")).toEqual(["a", "b"]);
});
