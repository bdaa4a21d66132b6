import { toAuditActor } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId, parseId } from "#platform/ids/id.ts";
import { slugsFor } from "#platform/text/slug.ts";
import type { Now } from "#platform/time/clock.ts";
import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";
import type { CategoryTreeRepository } from "./category-tree.repository.ts";
import { findKeyClashes } from "./find-key-clashes.ts";
import { checkPlace, inNewOrder, mayHangBelow, movedOf } from "./check-place.ts";
import type { KeepsCategoriesOf } from "./keeper.ts";
import { CATEGORY_LIMITS, type CategoryInput, readCategory } from "./read-category.ts";
import type { SettleSoon } from "./settle-categories.ts";
import type { WithTreeLock } from "./tree-lock.ts";

export type CreateCategoryOutcome =
  { kind: "created"; category: Category } | { kind: "refused"; problems: readonly CategoryProblem[] };

export type CreateCategory = ReturnType<typeof createCreateCategory>;

export interface CreateCategoryInput extends CategoryInput {
  readonly name: string;
  /** Whose it shall be; the platform's without it. */
  readonly shopId?: string | null;
  readonly parentId?: string | null;
  readonly position?: number | null;
}

interface Deps {
  tree: Pick<CategoryTreeRepository, "find" | "findSiblings" | "countOfShop" | "insert" | "setPositions">;
  keepsCategoriesOf: KeepsCategoriesOf;
  withTreeLock: WithTreeLock;
  settleSoon: SettleSoon;
  now: Now;
}

/**
 * Makes a category: the platform's, or one of a shop below one of the platform's or of its own. Without a handle it gets one from
 * its name. Changes of the tree take turns, so of many made at once each has its place.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when MongoDB is away or too many change the tree.
 */
export function createCreateCategory({ tree, keepsCategoriesOf, withTreeLock, settleSoon, now }: Deps) {
  const insert = async (category: Category, handles: readonly string[], actor: Actor): Promise<Category | null> => {
    for (const handle of handles) {
      const named = { ...category, handle };
      const { id, ...after } = named;
      const record = { action: "category.create", subject: { type: "Category", id }, before: null, after };
      const audit = { eventId: newId("evt", now()), record: { ...record, actor: toAuditActor(actor.viewer) } };
      if (await tree.insert(named, { at: now(), audit, staleProducts: false })) return named;
    }
    return null;
  };

  return async (actor: Actor, input: CreateCategoryInput): Promise<CreateCategoryOutcome> => {
    const shopId = input.shopId == null ? null : parseId("shop", input.shopId);
    if ((input.shopId != null && shopId === null) || !(await keepsCategoriesOf(actor.viewer, shopId))) {
      return { kind: "refused", problems: [problem("SHOP_NOT_FOUND", "shopId")] };
    }
    const { fields, problems } = readCategory(input);
    const outcome = await withTreeLock(async (): Promise<CreateCategoryOutcome & { changed?: Category[] }> => {
      const parentId = input.parentId == null ? null : parseId("cat", input.parentId);
      const found = parentId && (await tree.find(parentId));
      const parent = found && mayHangBelow(shopId, found) ? found : null;
      const siblings = await tree.findSiblings(parent?.id ?? null);
      const category: Category = {
        id: newId("cat", now()),
        shopId,
        handle: fields.handle ?? "",
        name: fields.name ?? "",
        description: fields.description ?? "",
        parentId: parent?.id ?? null,
        ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
        position: siblings.length,
        attributes: fields.attributes ?? [],
        version: 1,
      };
      const isFull = shopId !== null && (await tree.countOfShop(shopId)) >= CATEGORY_LIMITS.ofShop;
      const obstacles = [
        ...problems,
        ...(input.parentId != null && !parent ? [problem("PARENT_NOT_FOUND", "parentId")] : []),
        ...checkPlace({ parent, position: input.position ?? null }, [category], siblings),
        ...(await findKeyClashes(tree, category, { below: [], isWritten: true })),
        ...(isFull ? [problem("TOO_MANY", "shopId")] : []),
      ];
      if (obstacles.length > 0) return { kind: "refused", problems: obstacles };

      const order = inNewOrder(category, siblings, input.position ?? null);
      const placed = order.find(({ id }) => id === category.id)!;
      const inserted = await insert(placed, handlesOf(fields), actor);
      if (!inserted) return { kind: "refused", problems: [problem("HANDLE_TAKEN", "handle")] };
      const moved = movedOf(order, siblings);
      await tree.setPositions(moved);
      return { kind: "created", category: inserted, changed: [inserted, ...moved] };
    });
    if (outcome.kind === "created") await settleSoon(outcome.changed ?? []);
    return outcome;
  };
}

const handlesOf = ({ handle, name }: Partial<Pick<Category, "handle" | "name">>): readonly string[] =>
  handle !== undefined ? [handle] : slugsFor(name!, { max: CATEGORY_LIMITS.handleCharacters, fallback: "category" });
