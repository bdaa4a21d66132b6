import { expect, it } from "vitest";
import { parseForm } from "./form-body.ts";
import { createParams } from "./params.ts";

const params = (text: string) => createParams(parseForm(text));

it("tells a missing text, an empty one and a sent one apart", () => {
  expect(params("").text("description", "kept")).toBe("kept");
  expect(params("description=").text("description", "kept")).toBeNull();
  expect(params("description=new").text("description", "kept")).toBe("new");
});

it("reads whole numbers and refuses everything else", () => {
  expect(params("amount=-12").integer("amount")).toBe(-12);
  for (const bad of ["1.5", "1e3", "abc", "0x10", "99999999999999999999"]) {
    expect(() => params(`amount=${bad}`).integer("amount")).toThrow(`Invalid integer: ${bad}`);
  }
});

it("names the full path of what is missing, nested or not", () => {
  expect(() => params("").requiredText("amount")).toThrow("Missing required param: amount.");
  expect(() => params("card[x]=1").object("card")?.requiredText("number")).toThrow(
    "Missing required param: card[number].",
  );
  expect(() => params("items[0][x]=1").objects("items")[0]?.requiredText("name")).toThrow(
    "Missing required param: items[0][name].",
  );
});

it("refuses what nobody read, also inside objects, and accepts what was ignored on purpose", () => {
  const unread = params("a=1&card[number]=4242&card[typo]=1");
  unread.text("a", null);
  unread.object("card")?.text("number", null);
  expect(() => unread.assertAllRead()).toThrow("Received unknown parameter: card[typo]");

  const ignored = params("a=1&b=2");
  ignored.ignore("a", "b");
  expect(() => ignored.assertAllRead()).not.toThrow();
});

it("merges metadata, removes emptied keys and clears all when sent empty", () => {
  expect(params("metadata[a]=1&metadata[b]=").metadata({ b: "2", c: "3" })).toEqual({ a: "1", c: "3" });
  expect(params("metadata=").metadata({ b: "2" })).toEqual({});
  expect(params("").metadata({ b: "2" })).toEqual({ b: "2" });
});

it("holds metadata to Stripe's limits", () => {
  const tooMany = Array.from({ length: 51 }, (_, index) => `metadata[k${index}]=1`).join("&");
  expect(() => params(tooMany).metadata()).toThrow("at most 50 keys");
  expect(() => params(`metadata[${"k".repeat(41)}]=1`).metadata()).toThrow("40 characters");
  expect(() => params(`metadata[k]=${"v".repeat(501)}`).metadata()).toThrow("40 characters");
});
