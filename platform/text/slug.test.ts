import { expect, it } from "vitest";
import { isSlug, slugsFor, toSlug } from "./slug.ts";

it("makes words of small Latin letters and digits", () => {
  expect(toSlug("  Crème brûlée – Straße, No. 5!  ", 80)).toBe("creme-brulee-strasse-no-5");
  expect(toSlug("Mia's", 80)).toBe("mias");
  expect(toSlug("日本", 80)).toBe("");
});

it("keeps within its length and ends with no hyphen", () => {
  expect(toSlug("one two three", 8)).toBe("one-two");
  for (const slug of slugsFor("x".repeat(500), { max: 30, fallback: "thing" }))
    expect(slug.length).toBeLessThanOrEqual(30);
});

it("offers the plain words first, then numbers, then chance; a fallback where there are no letters", () => {
  const slugs = slugsFor("Tea", { max: 60, fallback: "thing" });
  expect(slugs.slice(0, 5)).toEqual(["tea", "tea-2", "tea-3", "tea-4", "tea-5"]);
  for (const slug of slugs.slice(5)) expect(slug).toMatch(/^tea-[0-9a-f]{8}$/);
  expect(slugsFor("日本", { max: 60, fallback: "thing" })[0]).toBe("thing");
});

it("knows a slug from what is none", () => {
  for (const slug of ["a", "2-for-1", "x".repeat(10)]) expect(isSlug(slug, 10)).toBe(true);
  for (const none of ["", "A", "a--b", "-a", "a-", "a b", "é", "a\n", "x".repeat(11)])
    expect(isSlug(none, 10)).toBe(false);
});
