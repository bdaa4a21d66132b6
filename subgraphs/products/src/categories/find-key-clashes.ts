import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";
import type { CategoryTreeRepository } from "./category-tree.repository.ts";

/**
 * Attributes whose key a category above or below has as well: a product would have two of one name. `below` are the categories
 * below `category`; those above are looked up. What was not written now clashes because of the new place.
 */
export async function findKeyClashes(
  tree: Pick<CategoryTreeRepository, "find">,
  category: Category,
  { below, isWritten }: { below: readonly Category[]; isWritten: boolean },
): Promise<CategoryProblem[]> {
  const above = (await Promise.all(category.ancestorIds.map((id) => tree.find(id)))).filter((each) => each !== null);
  const [keysAbove, keysBelow] = [above, below].map(
    (categories) => new Set(categories.flatMap(({ attributes }) => attributes.map(({ key }) => key))),
  );
  const own = category.attributes.map(({ key }) => keysAbove!.has(key) || keysBelow!.has(key));
  const ofPlace = [...keysAbove!].some((key) => keysBelow!.has(key)) || (!isWritten && own.includes(true));
  return [
    ...own.flatMap((isTaken, index) =>
      isTaken && isWritten ? [problem("ATTRIBUTE_KEY_TAKEN", "attributes", String(index), "key")] : [],
    ),
    ...(ofPlace ? [problem("ATTRIBUTE_KEY_TAKEN", "parentId")] : []),
  ];
}
