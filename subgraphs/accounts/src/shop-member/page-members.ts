import { z } from "zod";
import { type CursorValue, type Page, type PageArguments, readPageArguments, toPage } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { ShopMember } from "./shop-member.ts";

const MAX_PAGE = 50;

/** Where a member stands: the owner, who has no `since`, before everybody else. Comparable as text. */
export const cursorOfMember = ({ since, userId }: ShopMember): readonly [string, string] => [
  since?.toISOString() ?? "",
  userId,
];

/**
 * A page of the members of one shop, which are all in memory and in order: there are few.
 * @throws AppError BAD_USER_INPUT for wrong arguments.
 */
export function pageMembers(members: readonly ShopMember[], page: PageArguments): Page<ShopMember> {
  const request = readPageArguments(page, { max: MAX_PAGE, cursorLength: 2, default: MAX_PAGE });
  const start = request.cursor && readPosition(request.cursor);
  const inReadingOrder = request.backward ? members.toReversed() : members;
  const behind = inReadingOrder.filter((member) => {
    if (start === null) return true;
    const order = compare(cursorOfMember(member), start);
    return request.backward ? order < 0 : order > 0;
  });
  return toPage(behind.slice(0, request.limit + 1), request);
}

const compare = ([since, userId]: readonly [string, string], [otherSince, otherUserId]: readonly [string, string]) => {
  if (since !== otherSince) return since < otherSince ? -1 : 1;
  return userId === otherUserId ? 0 : userId < otherUserId ? -1 : 1;
};

const position = z.tuple([z.string(), z.string()]);

function readPosition(cursor: readonly CursorValue[]): readonly [string, string] {
  const { data } = position.safeParse(cursor);
  if (!data) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  return data;
}
