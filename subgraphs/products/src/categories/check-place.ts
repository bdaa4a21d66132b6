import type { CategoryId } from "#platform/ids/id.ts";
import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";
import { CATEGORY_LIMITS } from "./read-category.ts";

/** Where a category shall stand: below `parent` (null at the top), as the `position`-th of its siblings there. */
export interface Place {
  readonly parent: Category | null;
  /** Null: behind all others. */
  readonly position: number | null;
}

/** Whether a category of `shopId` (null: the platform's) may hang below `parent`: a shop's own are below the platform's or its own. */
export const mayHangBelow = (shopId: string | null, parent: Pick<Category, "shopId">): boolean =>
  parent.shopId === null || parent.shopId === shopId;

/**
 * What is wrong with a place for `subtree`, whose first is the category itself and the others all that are below it; the new
 * category alone when it is one.
 */
export function checkPlace(
  { parent, position }: Place,
  subtree: readonly Pick<Category, "id" | "ancestorIds">[],
  siblings: readonly Category[],
): CategoryProblem[] {
  const root = subtree[0]!;
  const problems: CategoryProblem[] = [];
  const isBelowItself = parent !== null && subtree.some(({ id }) => id === parent.id);
  if (isBelowItself) problems.push(problem("CYCLE", "parentId"));
  const above = parent === null ? 0 : parent.ancestorIds.length + 1;
  const height = Math.max(...subtree.map(({ ancestorIds }) => ancestorIds.length - root.ancestorIds.length)) + 1;
  if (!isBelowItself && above + height > CATEGORY_LIMITS.levels) problems.push(problem("TOO_DEEP", "parentId"));
  const others = siblings.filter(({ id }) => id !== root.id).length;
  if (others >= CATEGORY_LIMITS.children) problems.push(problem("TOO_MANY", "parentId"));
  if (position !== null && (!Number.isInteger(position) || position < 0 || position > others)) {
    problems.push(problem("INVALID_POSITION", "position"));
  }
  return problems;
}

/** The siblings in their new order, from 0 without a gap, with `category` as the `position`-th; null leaves it where it is, or puts it last. */
export function inNewOrder(category: Category, siblings: readonly Category[], position: number | null): Category[] {
  const others = siblings.filter(({ id }) => id !== category.id);
  const place = position ?? siblings.findIndex(({ id }) => id === category.id);
  const index = place < 0 ? others.length : place;
  return [...others.slice(0, index), category, ...others.slice(index)].map((each, number) => ({
    ...each,
    position: number,
  }));
}

/** Everything below `moved` with its ancestors as they are now; `subtree` begins with the category itself and has parents before children. */
export function withNewAncestors(moved: Category, subtree: readonly Category[]): Category[] {
  const ancestors = new Map<string, Category["ancestorIds"]>([[moved.id, moved.ancestorIds]]);
  return subtree.slice(1).map((category) => {
    const ofParent = ancestors.get(category.parentId!)!;
    const ancestorIds = [...ofParent, category.parentId!];
    ancestors.set(category.id, ancestorIds);
    return { ...category, ancestorIds };
  });
}

/** Siblings whose place among them is another now. */
export const movedOf = (order: readonly Category[], before: readonly Category[]): Category[] => {
  const places = new Map<CategoryId, number>(before.map(({ id, position }) => [id, position]));
  return order.filter(({ id, position }) => places.has(id) && places.get(id) !== position);
};
