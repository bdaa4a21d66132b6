import { expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { NOTHING_SAID, readReviewInput } from "./read-review-input.ts";

const aFile = () => newId("file", new Date());

it("takes what a buyer says, trimmed, and leaves out what is empty", () => {
  const imageFileIds = [aFile(), aFile()];
  expect(readReviewInput({ rating: 5, title: "  Fine ", comment: "One\r\ntwo\n", imageFileIds }, NOTHING_SAID)).toEqual(
    { texts: { rating: 5, title: "Fine", comment: "One\ntwo", imageFileIds }, problems: [] },
  );
  expect(readReviewInput({ rating: 1, title: " ", comment: "" }, NOTHING_SAID).texts).toEqual({
    ...NOTHING_SAID,
    rating: 1,
  });
});

it("leaves what is absent as it was, and takes away what is null", () => {
  const former = { rating: 3, title: "Was", comment: "There", imageFileIds: [aFile()] };
  expect(readReviewInput({}, former)).toEqual({ texts: former, problems: [] });
  expect(readReviewInput({ rating: null, title: null, comment: null, imageFileIds: null }, former).texts).toEqual({
    ...former,
    title: null,
    comment: null,
  });
  expect(readReviewInput({ imageFileIds: [] }, former).texts.imageFileIds).toEqual([]);
});

it("tells everything that is wrong at once, each with its path", () => {
  const id = aFile();
  const { problems } = readReviewInput(
    { rating: 6, title: "p\u0430ypal", comment: "a\u0000", imageFileIds: [id, "nonsense", id] },
    NOTHING_SAID,
  );
  expect(problems).toEqual([
    { code: "RATING_OUT_OF_RANGE", field: ["rating"] },
    { code: "TITLE_MIXED_SCRIPTS", field: ["title"] },
    { code: "COMMENT_UNPRINTABLE", field: ["comment"] },
    { code: "IMAGE_NOT_FOUND", field: ["imageFileIds", "1"] },
    { code: "IMAGE_REPEATED", field: ["imageFileIds", "2"] },
  ]);
});

it.each([
  { input: { comment: "🧵".repeat(500) }, codes: [] },
  { input: { comment: "🧵".repeat(501) }, codes: ["COMMENT_TOO_LONG"] },
  { input: { title: "t".repeat(101) }, codes: ["TITLE_TOO_LONG"] },
  { input: { title: "two\nlines" }, codes: ["TITLE_UNPRINTABLE"] },
  { input: { rating: 0 }, codes: ["RATING_OUT_OF_RANGE"] },
  { input: { rating: -1 }, codes: ["RATING_OUT_OF_RANGE"] },
  { input: { imageFileIds: Array.from({ length: 6 }, aFile) }, codes: ["TOO_MANY_IMAGES"] },
])("judges $codes", ({ input, codes }) => {
  const { problems } = readReviewInput({ rating: 3, ...input }, NOTHING_SAID);
  expect(problems.map(({ code }) => code)).toEqual(codes);
});
