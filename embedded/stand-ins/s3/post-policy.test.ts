import { expect, it } from "vitest";
import { assertPolicyAllows, parsePostPolicy } from "./post-policy.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const LATER = "2026-11-22T10:10:00.000Z";

const policyOf = (conditions: unknown, expiration: unknown = LATER) =>
  parsePostPolicy(Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64"));

function check(conditions: unknown[], fields: Record<string, string>, size = 10, now = NOW): void {
  assertPolicyAllows(policyOf(conditions), { fields: new Map(Object.entries(fields)), size }, now);
}

it("allows an upload that meets every kind of condition", () => {
  const conditions = [
    { bucket: "shop" },
    ["starts-with", "$key", "incoming/u1/"],
    ["eq", "$Content-Type", "image/png"],
    ["content-length-range", 1, 10],
  ];
  const fields = { bucket: "shop", key: "incoming/u1/a", "content-type": "image/png", "x-ignore-me": "x", policy: "p" };
  expect(() => {
    check(conditions, fields);
  }).not.toThrow();
});

it.each([
  ["a value that differs", [{ key: "a" }], { key: "b" }],
  ["a value that only starts alike", [{ key: "a" }], { key: "ab" }],
  ["another prefix", [["starts-with", "$key", "incoming/"]], { key: "../incoming/" }],
  ["a field that is missing", [{ key: "a" }, ["starts-with", "$acl", ""]], { key: "a" }],
  [
    "one bad type in a list of types",
    [["starts-with", "$content-type", "image/"]],
    { "content-type": "image/png,text/html" },
  ],
  ["a field that the policy does not name", [{ key: "a" }], { key: "a", acl: "public-read" }],
  ["a file field smuggled by another name", [{ key: "a" }], { key: "a", "content-type": "text/html" }],
])("refuses %s", (_what, conditions, fields) => {
  expect(() => {
    check(conditions, fields);
  }).toThrow(expect.objectContaining({ code: "AccessDenied", status: 403 }));
});

it("holds sizes to their range, both ends included", () => {
  const range = [["content-length-range", 5, "10"]];
  for (const size of [5, 10]) {
    expect(() => {
      check(range, {}, size);
    }).not.toThrow();
  }
  expect(() => {
    check(range, {}, 4);
  }).toThrow(expect.objectContaining({ code: "EntityTooSmall" }));
  expect(() => {
    check(range, {}, 11);
  }).toThrow(expect.objectContaining({ code: "EntityTooLarge" }));
});

it("ends at the moment of expiry", () => {
  const end = new Date(LATER);
  expect(() => {
    check([], {}, 1, new Date(end.getTime() - 1));
  }).not.toThrow();
  expect(() => {
    check([], {}, 1, end);
  }).toThrow(expect.objectContaining({ code: "AccessDenied" }));
});

it.each([
  ["no expiry", policyText({ conditions: [] })],
  ["an expiry without a time zone", policyText({ expiration: "2026-11-22T10:10:00", conditions: [] })],
  ["an expiry that is no date", policyText({ expiration: "2026-13-45T10:10:00Z", conditions: [] })],
  ["conditions that are no list", policyText({ expiration: LATER, conditions: {} })],
  ["an unknown operator", policyText({ expiration: LATER, conditions: [["ends-with", "$key", "a"]] })],
  ["a field without $", policyText({ expiration: LATER, conditions: [["eq", "key", "a"]] })],
  ["a value that is no string", policyText({ expiration: LATER, conditions: [{ key: 1 }] })],
  ["an empty condition", policyText({ expiration: LATER, conditions: [{}] })],
  ["a range of nonsense", policyText({ expiration: LATER, conditions: [["content-length-range", -1, "x"]] })],
  ["a condition too long", policyText({ expiration: LATER, conditions: [["eq", "$key", "a", "b"]] })],
  ["a list", policyText([])],
  ["no JSON", Buffer.from("{").toString("base64")],
])("refuses a policy with %s", (_what, text) => {
  expect(() => parsePostPolicy(text)).toThrow(expect.objectContaining({ code: "InvalidPolicyDocument", status: 400 }));
});

function policyText(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}
