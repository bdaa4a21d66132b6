import { describe, expect, it } from "vitest";
import { type AppError } from "#platform/errors/app-error.ts";
import { encodeCursor, type PageArguments, readPageArguments, toPage } from "./page.ts";

const read = (args: PageArguments) => readPageArguments(args, { max: 100, cursorLength: 2, default: 20 });

describe("readPageArguments", () => {
  it("takes either direction, with a cursor of the list", () => {
    const cursor = encodeCursor(["a", 1]);
    expect(read({ first: 5, after: cursor })).toEqual({ limit: 5, backward: false, cursor: ["a", 1] });
    expect(read({ last: 5, before: cursor })).toEqual({ limit: 5, backward: true, cursor: ["a", 1] });
    expect(read({})).toEqual({ limit: 20, backward: false, cursor: null });
  });

  it.each<[string, PageArguments]>([
    ["both directions", { first: 1, last: 1 }],
    ["zero", { first: 0 }],
    ["a negative number", { last: -1 }],
    ["more than the list gives", { first: 101 }],
    ["a cursor of the other direction", { first: 1, before: encodeCursor(["a", 1]) }],
    ["after with last", { last: 1, after: encodeCursor(["a", 1]) }],
    ["garbage for a cursor", { first: 1, after: "%%%" }],
    ["a cursor of another list", { first: 1, after: encodeCursor(["a"]) }],
    ["an object smuggled into a cursor", { first: 1, after: Buffer.from('[{"$gt":""},1]').toString("base64url") }],
  ])("refuses %s", (_, args) => {
    expect(() => read(args)).toThrow(expect.objectContaining({ code: "BAD_USER_INPUT" }) as AppError);
  });
});

describe("toPage", () => {
  it("tells that there is more by the row that it leaves out", () => {
    expect(toPage([1, 2, 3], { limit: 2, backward: false, cursor: null })).toEqual({
      rows: [1, 2],
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  it("puts a page that was read backwards into the list's order", () => {
    expect(toPage([9, 8, 7], { limit: 2, backward: true, cursor: ["x", 1] })).toEqual({
      rows: [8, 9],
      hasNextPage: true,
      hasPreviousPage: true,
    });
  });
});
