import { expect, it } from "vitest";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { makeCategory } from "../testing/make-category.ts";
import { checkPlace, inNewOrder, mayHangBelow, withNewAncestors } from "./check-place.ts";

const shopId = newId("shop", new Date()) as ShopId;
const codes = (...check: Parameters<typeof checkPlace>) => checkPlace(...check).map(({ code }) => code);

it("lets a shop's category hang below the platform's and its own, and the platform's below no shop's", () => {
  const other = newId("shop", new Date());
  expect([shopId, null].map((owner) => mayHangBelow(owner, { shopId: null }))).toEqual([true, true]);
  expect([shopId, other, null].map((owner) => mayHangBelow(owner, { shopId }))).toEqual([true, false, false]);
});

it("refuses a place below itself, however far below", () => {
  const top = makeCategory();
  const child = makeCategory({ parent: top });
  const grandchild = makeCategory({ parent: child });
  const subtree = [top, child, grandchild];

  for (const parent of subtree) expect(codes({ parent, position: null }, subtree, [])).toEqual(["CYCLE"]);
  expect(codes({ parent: makeCategory(), position: null }, subtree, [])).toEqual([]);
});

it("counts the levels of all that moves along", () => {
  const chain = [makeCategory()];
  for (let level = 2; level <= 4; level++) chain.push(makeCategory({ parent: chain.at(-1)! }));
  const [pair, below] = [makeCategory(), makeCategory()].map((parent) => [parent, makeCategory({ parent })]);

  expect(codes({ parent: chain[3]!, position: null }, [makeCategory()], [])).toEqual([]);
  expect(codes({ parent: chain[2]!, position: null }, pair!, [])).toEqual([]);
  expect(codes({ parent: chain[3]!, position: null }, below!, [])).toEqual(["TOO_DEEP"]);
});

it("takes a place among the siblings and no other", () => {
  const siblings = [makeCategory(), makeCategory()];
  for (const position of [0, 1, 2]) expect(codes({ parent: null, position }, [makeCategory()], siblings)).toEqual([]);
  for (const position of [-1, 3, 0.5, 2_147_483_647]) {
    expect(codes({ parent: null, position }, [makeCategory()], siblings)).toEqual(["INVALID_POSITION"]);
  }
});

it("numbers siblings anew without a gap, wherever a category goes", () => {
  const [a, b, c] = [0, 1, 2].map((position) => makeCategory({ position }));
  const order = (position: number | null, category = c!) =>
    inNewOrder(category, [a!, b!, c!], position).map(({ id, position: place }) => [id, place]);

  expect(order(0)).toEqual([[c!.id, 0], [a!.id, 1], [b!.id, 2]]); // prettier-ignore
  expect(order(null)).toEqual([[a!.id, 0], [b!.id, 1], [c!.id, 2]]); // prettier-ignore
  const fresh = makeCategory();
  expect(order(null, fresh).at(-1)).toEqual([fresh.id, 3]);
});

it("tells all that is below a moved category its new ancestors", () => {
  const [old, next] = [makeCategory(), makeCategory()];
  const moved = makeCategory({ parent: old });
  const child = makeCategory({ parent: moved });
  const grandchild = makeCategory({ parent: child });
  const after = { ...moved, parentId: next.id, ancestorIds: [next.id] };

  expect(withNewAncestors(after, [moved, child, grandchild]).map(({ ancestorIds }) => ancestorIds)).toEqual([
    [next.id, moved.id],
    [next.id, moved.id, child.id],
  ]);
});
