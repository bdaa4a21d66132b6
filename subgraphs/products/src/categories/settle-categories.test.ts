import { pino } from "pino";
import { expect, it } from "vitest";
import { makeCategory } from "../testing/make-category.ts";
import { createSettleCategoriesJob } from "./settle-categories.ts";

it("settles the others when one cannot be, and fails so that it is tried again", async () => {
  const [broken, sound] = [makeCategory(), makeCategory()];
  const dirty = [broken, sound].map((category) => ({
    ...{ category, revision: 1, staleProducts: true, isDeleted: false, audits: [] },
  }));
  const settled: string[] = [];
  const job = createSettleCategoriesJob({
    db: { transaction: async () => undefined as never },
    tree: {
      findDirty: async () => dirty.filter(({ category }) => !settled.includes(category.id)),
      findSubtree: async (category) => [category],
      setAncestors: async () => {},
      markSettled: async ({ category }) => void settled.push(category.id),
    },
    withTreeLock: (work) => work(),
    products: {
      findIds: async ([categoryId], after) => (after === null ? [`product of ${categoryId}`] : []),
      markDirty: async () => {},
      remove: async () => {},
    },
    projectProducts: async ([id]) => {
      if (id === `product of ${broken.id}`) throw new Error("cannot be projected");
    },
    cache: { dropCategories: async () => {} },
    now: () => new Date(),
  });

  const run = job.run({}, { attempt: 1, logger: pino({ level: "silent" }) });

  await expect(run).rejects.toThrow("1 changed categories are not settled");
  expect(settled).toEqual([sound.id]);
});
