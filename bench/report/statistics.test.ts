import { expect, it } from "vitest";
import { median, percentile } from "./statistics.ts";

it("takes the middle value, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([7])).toBe(7);
});

it("takes the mean of the two middle values of an even number", () => {
  expect(median([10, 1, 2, 4])).toBe(3);
});

it("sorts by number, not by text", () => {
  expect(median([100, 9, 20])).toBe(20);
  expect(percentile([100, 9, 20], 100)).toBe(100);
});

it("takes percentiles by the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 50)).toBe(50);
  expect(percentile(hundred, 99)).toBe(99);
  expect(percentile(hundred, 100)).toBe(100);
  expect(percentile([15, 20, 35, 40, 50], 30)).toBe(20);
  expect(percentile([15, 20, 35, 40, 50], 0.1)).toBe(15);
});

it("knows no middle of nothing", () => {
  expect(median([])).toBeNaN();
  expect(percentile([], 99)).toBeNaN();
});

it("leaves the values as they were", () => {
  const values = [3, 1, 2];
  median(values);
  percentile(values, 50);
  expect(values).toEqual([3, 1, 2]);
});
