import { expect, it } from "vitest";
import { readOptions } from "./options.ts";

it("has defaults for everything", () => {
  expect(readOptions([])).toEqual({
    seconds: 3,
    rounds: 3,
    concurrency: 16,
    products: 1_000,
    against: null,
    only: ["list", "detail", "search", "facets", "cart", "checkout", "sign-in", "sign-in-storm", "import"],
    json: null,
  });
});

it("takes every option, and runs workloads in its own order", () => {
  const args = "--seconds 0.5 --rounds 1 --concurrency 4 --products 100 --against 200 --only cart,list --json out.json";
  expect(readOptions(args.split(" "))).toEqual({
    seconds: 0.5,
    rounds: 1,
    concurrency: 4,
    products: 100,
    against: 200,
    only: ["list", "cart"],
    json: "out.json",
  });
});

it.each([
  [["--rounds", "0"], "--rounds takes a whole number from 1 to 100."],
  [["--rounds", "1.5"], "--rounds takes a whole number from 1 to 100."],
  [["--seconds", "soon"], "--seconds takes a number from 0.1 to 600."],
  [["--products", "5"], "--products takes a whole number from 20 to 1000000."],
  [
    ["--only", "list,everything"],
    "--only takes a comma list of list, detail, search, facets, cart, checkout, sign-in, sign-in-storm, import.",
  ],
  [
    ["--only", ""],
    "--only takes a comma list of list, detail, search, facets, cart, checkout, sign-in, sign-in-storm, import.",
  ],
])("refuses %j in one sentence", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it("refuses what it does not know", () => {
  expect(() => readOptions(["--fast"])).toThrow("--fast");
});
