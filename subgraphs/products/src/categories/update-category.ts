import { isDeepStrictEqual } from "node:util";
import { toAuditActor } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId, parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";
import type { CategoryTreeRepository } from "./category-tree.repository.ts";
import { checkPlace, inNewOrder, mayHangBelow, movedOf, withNewAncestors } from "./check-place.ts";
import { findKeyClashes } from "./find-key-clashes.ts";
import type { KeepsCategoriesOf } from "./keeper.ts";
import { type CategoryInput, readCategory } from "./read-category.ts";
import type { SettleSoon } from "./settle-categories.ts";
import type { WithTreeLock } from "./tree-lock.ts";

export type UpdateCategoryOutcome =
  | { kind: "updated"; category: Category }
  | { kind: "notFound" }
  /** `current` is there when the category has changed since the expected version. */
  | { kind: "refused"; problems: readonly CategoryProblem[]; current: Category | null };

export type UpdateCategory = ReturnType<typeof createUpdateCategory>;

export interface UpdateCategoryInput extends CategoryInput {
  readonly categoryId: string;
  /** Below which it shall hang; absent: where it is; null: at the top. */
  readonly parentId?: string | null;
  readonly position?: number | null;
  readonly expectedVersion?: number | null;
}

type Tree = Pick<
  CategoryTreeRepository,
  "find" | "findSiblings" | "findSubtree" | "replace" | "setPositions" | "setAncestors"
>;

interface Deps {
  tree: Tree;
  keepsCategoriesOf: KeepsCategoriesOf;
  withTreeLock: WithTreeLock;
  settleSoon: SettleSoon;
  now: Now;
}

type Found = UpdateCategoryOutcome & { changed?: Category[] };

/**
 * Changes what a category says of itself, and where it hangs with all that is below it; what is absent stays. Changes of the tree take
 * turns, so two moves at once cannot put two categories below each other, and of two that expect one version one is done. Products are
 * listed anew by a job. A change to what is there already is none.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when MongoDB is away or too many change the tree.
 */
export function createUpdateCategory({ tree, keepsCategoriesOf, withTreeLock, settleSoon, now }: Deps) {
  return async (actor: Actor, input: UpdateCategoryInput): Promise<UpdateCategoryOutcome> => {
    const id = parseId("cat", input.categoryId);
    const { fields, problems } = readCategory(input);
    const outcome = await withTreeLock(async (): Promise<Found> => {
      const category = id && (await tree.find(id));
      if (!category || !(await keepsCategoriesOf(actor.viewer, category.shopId))) return { kind: "notFound" };
      const isOutdated = input.expectedVersion != null && input.expectedVersion !== category.version;
      const place = await findPlace(tree, category, input);
      const subtree = await tree.findSubtree(category);
      const wanted = { ...category, ...fields, ...place.fields };
      const obstacles = [
        ...problems,
        ...place.problems,
        ...checkPlace({ parent: place.parent, position: input.position ?? null }, subtree, place.siblings),
        ...(await findKeyClashes(tree, wanted, {
          below: subtree.slice(1),
          isWritten: fields.attributes !== undefined,
        })),
        ...(isOutdated ? [problem("CONFLICT", "expectedVersion")] : []),
      ];
      if (obstacles.length > 0) {
        return { kind: "refused", problems: obstacles, current: isOutdated ? category : null };
      }
      return write(tree, actor, { before: category, wanted, siblings: place.siblings, subtree }, input, now());
    });
    if (outcome.kind === "updated") await settleSoon(outcome.changed ?? []);
    return outcome;
  };
}

/** Where the category will hang, and who is there already. */
async function findPlace(tree: Tree, category: Category, { parentId: asked }: UpdateCategoryInput) {
  const parentId = asked === undefined ? category.parentId : asked === null ? null : parseId("cat", asked);
  const found = parentId === null ? null : await tree.find(parentId);
  const parent = found && mayHangBelow(category.shopId, found) ? found : null;
  return {
    parent,
    fields: { parentId: parent?.id ?? null, ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [] },
    siblings: await tree.findSiblings(parent?.id ?? null),
    problems: asked != null && !parent ? [problem("PARENT_NOT_FOUND", "parentId")] : [],
  };
}

async function write(
  tree: Tree,
  actor: Actor,
  states: { before: Category; wanted: Category; siblings: readonly Category[]; subtree: readonly Category[] },
  input: UpdateCategoryInput,
  at: Date,
): Promise<Found> {
  const { before, siblings, subtree } = states;
  const order = inNewOrder(states.wanted, siblings, input.position ?? null);
  const wanted = order.find(({ id }) => id === before.id)!;
  const changed = (Object.keys(wanted) as (keyof Category)[]).filter(
    (field) => !isDeepStrictEqual(wanted[field], before[field]),
  );
  if (changed.length === 0) return { kind: "updated", category: before };

  const after = { ...wanted, version: before.version + 1 };
  const partOf = (state: Category) => Object.fromEntries(changed.map((field) => [field, state[field]]));
  const record = { action: "category.update", subject: { type: "Category", id: before.id } };
  const outcome = await tree.replace(after, {
    at,
    audit: {
      eventId: newId("evt", at),
      record: { ...record, actor: toAuditActor(actor.viewer), before: partOf(before), after: partOf(after) },
    },
    // What lists and search know of a product: names of its categories, which ones they are, and what is filtered by.
    staleProducts: changed.some((field) => ["name", "parentId", "attributes"].includes(field)),
  });
  if (outcome === "taken") return { kind: "refused", problems: [problem("HANDLE_TAKEN", "handle")], current: null };
  if (outcome === "changed") throw new Error(`category ${before.id} changed while the tree was locked`);

  const moved = movedOf(order, siblings).filter(({ id }) => id !== after.id);
  const below = isDeepStrictEqual(after.ancestorIds, before.ancestorIds) ? [] : withNewAncestors(after, subtree);
  await tree.setPositions(moved);
  await tree.setAncestors(below);
  return { kind: "updated", category: after, changed: [before, after, ...moved, ...below] };
}
