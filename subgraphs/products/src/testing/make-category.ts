import { newId } from "#platform/ids/id.ts";
import type { Category } from "../catalogue/category.ts";

/** A category of the platform at the top, or below `parent`, with an id and a handle of its own. */
export function makeCategory({ parent, ...overrides }: Partial<Category> & { parent?: Category } = {}): Category {
  const id = overrides.id ?? newId("cat", new Date());
  return {
    id,
    shopId: null,
    handle: `category-${id.slice(-20)}`,
    name: "A category",
    description: "",
    parentId: parent?.id ?? null,
    ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
    position: 0,
    attributes: [],
    version: 1,
    ...overrides,
  };
}
