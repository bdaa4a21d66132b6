import type { ShopId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "../../../subgraphs/products/src/catalogue/attribute.ts";
import type { Category } from "../../../subgraphs/products/src/catalogue/category.ts";
import type { Department, Shelf } from "./demo-shelf.ts";
import { DEPARTMENTS } from "./demo-shelves.ts";
import { fixedId } from "./fixed-random.ts";

/** A category that products are put in, with what they are like. */
export interface FilledShelf {
  readonly category: Category;
  readonly shelf: Shelf;
}

export interface DemoCatalogue {
  /** All of them, parents before children. */
  readonly categories: readonly Category[];
  /** What a shop sells, by the shop's slug. */
  readonly shelvesOfShop: ReadonlyMap<string, readonly FilledShelf[]>;
}

/** The category tree of the demo shop: departments, sections and, in some of these, shelves. */
export function makeDemoCatalogue(): DemoCatalogue {
  const categories: Category[] = [];
  const add = (category: Category): Category => {
    categories.push(category);
    return category;
  };
  const shelvesOfShop = new Map(
    DEPARTMENTS.map((department, position) => {
      const top = add(toCategory(department, null, position, department.description));
      return [department.shopSlug, fill(department, top, add)];
    }),
  );
  return { categories, shelvesOfShop };
}

function fill(department: Department, top: Category, add: (category: Category) => Category): FilledShelf[] {
  return department.sections.flatMap((section, position) => {
    const category = add(toCategory(section, top, position));
    const own = section.shelf ? [{ category, shelf: section.shelf }] : [];
    const inner = (section.shelves ?? []).map((shelf, index) => ({
      category: add(toCategory(shelf, category, index)),
      shelf,
    }));
    return [...own, ...inner];
  });
}

/** A category that a shop keeps itself, for what it likes best. */
export const favouritesOf = ({ id, name, slug }: { id: ShopId; name: string; slug: string }): Category => ({
  id: fixedId("cat", `favourites of ${slug}`),
  shopId: id,
  handle: `favourites-of-${slug}`,
  name: "Our favourites",
  description: `What ${name} would take home itself.`,
  parentId: null,
  ancestorIds: [],
  position: 0,
  attributes: [],
  version: 1,
});

/** What is said of every demo product. */
const OF_EVERYTHING: readonly AttributeDefinition[] = [
  { key: "designed-in", name: "Designed in", type: "TEXT", unit: null, choices: [], isFilterable: true },
  { key: "sent-within-days", name: "Sent within", type: "NUMBER", unit: "days", choices: [], isFilterable: true },
];

const toCategory = (
  { handle, name }: { handle: string; name: string },
  parent: Category | null,
  position: number,
  description = `${name} from the department ${parent?.name}.`,
): Category => ({
  id: fixedId("cat", handle),
  shopId: null,
  handle,
  name,
  description,
  parentId: parent?.id ?? null,
  ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
  position,
  attributes: parent === null ? OF_EVERYTHING : [],
  version: 1,
});
