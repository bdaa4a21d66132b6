import { expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { NO_FILTER } from "./product-listing.ts";
import { readListingQuery } from "./read-listing-query.ts";

it("orders a plain list by newest and a search by relevance, unless told otherwise", () => {
  expect(readListingQuery({})).toEqual({ filter: NO_FILTER, sort: "NEWEST", reverse: false });
  expect(readListingQuery({ filter: { query: "  " } })?.sort).toBe("NEWEST");
  expect(readListingQuery({ filter: { query: "mug" } })).toEqual({
    filter: { ...NO_FILTER, search: ["mug"] },
    sort: "RELEVANCE",
    reverse: false,
  });
  expect(readListingQuery({ filter: { query: "mug" }, sort: "PRICE", reverse: true })).toMatchObject({
    sort: "PRICE",
    reverse: true,
  });
});

it("takes values of one option as alternatives and different options together", () => {
  const options = [
    { name: "Size", value: "M" },
    { name: "Colour", value: "Red" },
    { name: "size", value: "L" },
  ];
  expect(readListingQuery({ filter: { options } })?.filter.optionGroups).toEqual([
    ["size=m", "size=l"],
    ["colour=red"],
  ]);
});

it("knows when nothing can match", () => {
  expect(readListingQuery({ filter: { query: "?!" } })).toBeNull();
  expect(readListingQuery({ filter: { category: newId("shop", new Date()) } })).toBeNull();
  expect(readListingQuery({ filter: { shop: "\u0000" } })).toBeNull();
});

it("names everything that is wrong at once", () => {
  const options = Array.from({ length: 21 }, () => ({ name: "x".repeat(101), value: "" }));
  expect(() => readListingQuery({ filter: { price: { min: -1, max: -2 }, options }, sort: "RELEVANCE" })).toThrow(
    "sort: RELEVANCE needs filter.query. filter.price.min: must not be negative. filter.price.max: must not be negative. " +
      "filter.price: min is above max. filter.options: at most 20. filter.options: names and values have at most 100 characters.",
  );
});
