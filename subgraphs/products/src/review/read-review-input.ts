import { type FileId, parseId } from "#platform/ids/id.ts";
import { readLine } from "#platform/text/read-line.ts";
import { readText } from "#platform/text/read-text.ts";
import type { ReviewProblem } from "./review-problem.ts";
import { MAX_COMMENT, MAX_IMAGES, MAX_TITLE, type ReviewTexts } from "./review.ts";

/** What a client sends of a review: absent stays as it was, null and "" take away. */
export interface ReviewTextsInput {
  rating?: number | null;
  title?: string | null;
  comment?: string | null;
  imageFileIds?: readonly string[] | null;
}

/** What a review is before its author says anything. */
export const NOTHING_SAID: ReviewTexts = { rating: 0, title: null, comment: null, imageFileIds: [] };

/** `input` laid over `former`, and everything that is wrong with it. The texts are good only when there are no problems. */
export function readReviewInput(
  input: ReviewTextsInput,
  former: ReviewTexts,
): { texts: ReviewTexts; problems: readonly ReviewProblem[] } {
  const problems: ReviewProblem[] = [];
  const refuse = (code: ReviewProblem["code"], ...field: string[]) => void problems.push({ code, field });
  const rating = input.rating ?? former.rating;
  if (rating < 1 || rating > 5) refuse("RATING_OUT_OF_RANGE", "rating");
  const texts: ReviewTexts = {
    rating,
    title: input.title === undefined ? former.title : readTitle(input.title, refuse),
    comment: input.comment === undefined ? former.comment : readComment(input.comment, refuse),
    imageFileIds: input.imageFileIds == null ? former.imageFileIds : readImages(input.imageFileIds, refuse),
  };
  return { texts, problems };
}

type Refuse = (code: ReviewProblem["code"], ...field: string[]) => void;

function readTitle(title: string | null, refuse: Refuse): string | null {
  const line = readLine(title ?? "", { max: MAX_TITLE });
  if (line.kind === "good") return line.text;
  if (line.problem !== "EMPTY") refuse(`TITLE_${line.problem}`, "title");
  return null;
}

function readComment(comment: string | null, refuse: Refuse): string | null {
  const text = readText(comment ?? "", { max: MAX_COMMENT });
  if (text.kind === "good") return text.text === "" ? null : text.text;
  refuse(`COMMENT_${text.problem}`, "comment");
  return null;
}

function readImages(given: readonly string[], refuse: Refuse): FileId[] {
  if (given.length > MAX_IMAGES) {
    refuse("TOO_MANY_IMAGES", "imageFileIds");
    return [];
  }
  return given.flatMap((text, index) => {
    const id = parseId("file", text);
    const isRepeated = given.indexOf(text) < index;
    if (id === null) refuse("IMAGE_NOT_FOUND", "imageFileIds", String(index));
    else if (isRepeated) refuse("IMAGE_REPEATED", "imageFileIds", String(index));
    return id === null ? [] : [id];
  });
}
