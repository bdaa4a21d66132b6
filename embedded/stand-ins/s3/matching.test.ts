import { expect, it } from "vitest";
import { parseByteRange } from "./byte-range.ts";
import { compareKeys } from "./list-objects.ts";
import { parseRequestTarget } from "./request-target.ts";
import { matchesWildcard } from "./wildcard.ts";

it("matches stars as any run of characters, also none", () => {
  for (const [pattern, text] of [
    ["*", ""],
    ["a*", "a"],
    ["a*c", "abbc"],
    ["*b*", "abc"],
    ["a**", "ab"],
    ["http://*.example", "http://shop.example"],
  ] as const) {
    expect(matchesWildcard(pattern, text), `${pattern} ${text}`).toBe(true);
  }
  for (const [pattern, text] of [
    ["", "a"],
    ["a", ""],
    ["a*c", "abb"],
    ["a?c", "abc"],
    ["a*c", "xabc"],
  ] as const) {
    expect(matchesWildcard(pattern, text), `${pattern} ${text}`).toBe(false);
  }
  expect(matchesWildcard("a?c", "abc", true)).toBe(true);
});

it("takes a range as S3 does: cut at the end, suffixes, and nothing else", () => {
  expect(parseByteRange("bytes=0-0", 10)).toEqual({ start: 0, length: 1 });
  expect(parseByteRange("bytes=8-99", 10)).toEqual({ start: 8, length: 2 });
  expect(parseByteRange("bytes=7-", 10)).toEqual({ start: 7, length: 3 });
  expect(parseByteRange("bytes=-3", 10)).toEqual({ start: 7, length: 3 });
  expect(parseByteRange("bytes=-30", 10)).toEqual({ start: 0, length: 10 });
  for (const whole of [undefined, "bytes=-", "items=0-1", "bytes=0-1,3-4", "bytes=5-2", "bytes=a-b"]) {
    expect(parseByteRange(whole, 10)).toBeNull();
  }
  for (const beyond of ["bytes=10-", "bytes=10-12", "bytes=-0"]) {
    expect(() => parseByteRange(beyond, 10)).toThrow(expect.objectContaining({ code: "InvalidRange", status: 416 }));
  }
  expect(() => parseByteRange("bytes=0-", 0)).toThrow(expect.objectContaining({ code: "InvalidRange" }));
});

it("sorts keys by their UTF-8 bytes", () => {
  const keys = ["b", "a", "a/", "a.", "é", "\uffee", "😀", "", "Z", "\ue000", "ab"];
  const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...keys].sort(compareKeys)).toEqual(byBytes);
});

it("never resolves a path: dots, slashes and encoded slashes are part of the key", () => {
  expect(parseRequestTarget("/shop/../../etc/passwd")).toMatchObject({ bucket: "shop", key: "../../etc/passwd" });
  expect(parseRequestTarget("/shop/%2e%2e%2fx?a=b%20c+d&e")).toMatchObject({
    bucket: "shop",
    key: "../x",
    query: [
      ["a", "b c d"],
      ["e", ""],
    ],
  });
  expect(parseRequestTarget("/shop/")).toMatchObject({ bucket: "shop", key: null });
  expect(parseRequestTarget("/")).toMatchObject({ bucket: null, key: null });
});

it.each(["", "*", "http://elsewhere/shop/a", "/shop/%", "/shop/%ff", "//key"])("refuses the target %j", (target) => {
  expect(() => parseRequestTarget(target)).toThrow(expect.objectContaining({ code: "InvalidURI", status: 400 }));
});
