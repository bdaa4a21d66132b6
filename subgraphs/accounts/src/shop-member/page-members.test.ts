import { expect, it } from "vitest";
import { encodeCursor } from "#platform/database/page.ts";
import { newId } from "#platform/ids/id.ts";
import { cursorOfMember, pageMembers } from "./page-members.ts";
import type { ShopMember } from "./shop-member.ts";

const shopId = newId("shop", new Date());
const at = new Date("2026-11-25T10:20:30Z");
const aMember = (since: Date | null): ShopMember => ({
  shopId,
  userId: newId("user", at),
  role: since ? "CATALOG" : "OWNER",
  since,
});
/** Two joined in the same millisecond. */
const joined = [aMember(at), aMember(at), aMember(new Date(at.getTime() + 1))];
joined.sort((left, right) => (cursorOfMember(left).join() < cursorOfMember(right).join() ? -1 : 1));
const members = [aMember(null), ...joined];
const cursorOf = (member: ShopMember) => encodeCursor(cursorOfMember(member));

it("walks the list in both directions, with no gap and no duplicate", () => {
  const forward: ShopMember[] = [];
  for (let after: string | null = null; ;) {
    const page = pageMembers(members, { first: 1, after });
    forward.push(...page.rows);
    if (!page.hasNextPage) break;
    after = cursorOf(page.rows[0]!);
  }
  expect(forward).toEqual(members);
  expect(pageMembers(members, { last: 2 })).toEqual({
    rows: members.slice(2),
    hasNextPage: false,
    hasPreviousPage: true,
  });
  expect(pageMembers(members, { last: 50, before: cursorOf(members[2]!) }).rows).toEqual(members.slice(0, 2));
});

it("goes on behind a member who has left", () => {
  const left = members.filter((_, index) => index !== 1);
  expect(pageMembers(left, { first: 50, after: cursorOf(members[1]!) }).rows).toEqual(members.slice(2));
});

it("refuses more than fifty, and a cursor of another list", () => {
  expect(() => pageMembers(members, { first: 51 })).toThrow("1 to 50");
  expect(() => pageMembers(members, { first: 1, after: encodeCursor([1, 2]) })).toThrow("not one of this list");
});
