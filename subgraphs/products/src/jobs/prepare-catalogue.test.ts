import { pino } from "pino";
import { expect, it } from "vitest";
import { createPrepareCatalogueJob } from "./prepare-catalogue.ts";

const run = { attempt: 1, logger: pino({ level: "silent" }) };

it("makes the indexes of every collection when a worker starts, and fails, to be tried again, when one cannot be made", async () => {
  const made: string[] = [];
  const collection = (name: string) => ({ ensureIndexes: async () => void made.push(name) });

  const job = createPrepareCatalogueJob([collection("products"), collection("categories")]);
  await job.run({}, run);

  expect(made).toEqual(["products", "categories"]);
  expect(job.definition).toMatchObject({ name: "products.prepare-catalogue", atStart: true });
  const failing = createPrepareCatalogueJob([{ ensureIndexes: () => Promise.reject(new Error("MongoDB is away")) }]);
  await expect(failing.run({}, run)).rejects.toThrow("MongoDB is away");
});
