import { describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { averageTenths, maySee, NO_RATING, starsChange, toRating } from "./review.ts";

describe("an average", () => {
  it.each([
    { sum: 17, count: 4, tenths: 43 }, // 4.25
    { sum: 13, count: 3, tenths: 43 }, // 4.33…
    { sum: 89, count: 20, tenths: 45 }, // 4.45
    { sum: 87, count: 20, tenths: 44 }, // 4.35
    { sum: 5, count: 1, tenths: 50 },
    { sum: 1, count: 1, tenths: 10 },
    { sum: 0, count: 0, tenths: 0 },
    { sum: 9_999_999_999, count: 2_000_000_000, tenths: 50 },
  ])("of $count ratings that come to $sum is $tenths tenths, rounded half up", ({ sum, count, tenths }) => {
    expect(averageTenths(sum, count)).toBe(tenths);
  });

  it("of nothing is none", () => expect(toRating(0, 0, [0, 0, 0, 0, 0])).toEqual(NO_RATING));
});

it("changes the bar of the stars that are taken away and of those that come", () => {
  expect(starsChange({ removed: null, added: 5 })).toEqual([0, 0, 0, 0, 1]);
  expect(starsChange({ removed: 1, added: 3 })).toEqual([-1, 0, 1, 0, 0]);
  expect(starsChange({ removed: 2, added: null })).toEqual([0, -1, 0, 0, 0]);
});

it("is hidden from all but its author and moderators; nobody is the author of what has none", () => {
  const authorId = newId("user", new Date());
  const hidden = { status: "HIDDEN", authorId } as const;
  const stranger = { userId: newId("user", new Date()), isModerator: false };
  expect(maySee(hidden, stranger)).toBe(false);
  expect(maySee({ ...hidden, authorId: null }, { userId: null, isModerator: false })).toBe(false);
  expect(maySee(hidden, { userId: authorId, isModerator: false })).toBe(true);
  expect(maySee(hidden, { ...stranger, isModerator: true })).toBe(true);
  expect(maySee({ ...hidden, status: "PUBLISHED" }, stranger)).toBe(true);
});
