import { toAuditActor } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId, parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { Category } from "../catalogue/category.ts";
import { type CategoryProblem, problem } from "./category-problem.ts";
import type { CategoryTreeRepository } from "./category-tree.repository.ts";
import type { KeepsCategoriesOf } from "./keeper.ts";
import type { SettleSoon } from "./settle-categories.ts";
import type { WithTreeLock } from "./tree-lock.ts";

export type DeleteCategoryOutcome =
  | { kind: "deleted"; category: Category }
  | { kind: "notFound" }
  | { kind: "refused"; problems: readonly CategoryProblem[]; current: Category | null };

export type DeleteCategory = ReturnType<typeof createDeleteCategory>;

interface Deps {
  tree: Pick<CategoryTreeRepository, "find" | "findSiblings" | "markDeleted">;
  keepsCategoriesOf: KeepsCategoriesOf;
  withTreeLock: WithTreeLock;
  settleSoon: SettleSoon;
  now: Now;
}

/**
 * Takes away a category that has none below it. Products in it stay, and lose it by a job. Changes of the tree take turns, so none
 * is hung below it meanwhile.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when MongoDB is away or too many change the tree.
 */
export function createDeleteCategory({ tree, keepsCategoriesOf, withTreeLock, settleSoon, now }: Deps) {
  return async (
    actor: Actor,
    input: { categoryId: string; expectedVersion?: number | null },
  ): Promise<DeleteCategoryOutcome> => {
    const id = parseId("cat", input.categoryId);
    const outcome = await withTreeLock(async (): Promise<DeleteCategoryOutcome> => {
      const category = id && (await tree.find(id));
      if (!category || !(await keepsCategoriesOf(actor.viewer, category.shopId))) return { kind: "notFound" };
      const isOutdated = input.expectedVersion != null && input.expectedVersion !== category.version;
      const hasChildren = (await tree.findSiblings(category.id)).length > 0;
      const problems = [
        ...(hasChildren ? [problem("HAS_CHILDREN", "categoryId")] : []),
        ...(isOutdated ? [problem("CONFLICT", "expectedVersion")] : []),
      ];
      if (problems.length > 0) return { kind: "refused", problems, current: isOutdated ? category : null };

      const before = { ...category };
      const record = { action: "category.delete", subject: { type: "Category", id: category.id }, before, after: null };
      const audit = { eventId: newId("evt", now()), record: { ...record, actor: toAuditActor(actor.viewer) } };
      const isDone = await tree.markDeleted(category, { at: now(), audit });
      return isDone ? { kind: "deleted", category } : { kind: "notFound" };
    });
    if (outcome.kind === "deleted") await settleSoon([outcome.category]);
    return outcome;
  };
}
