import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";

export function defineRaceCases(contract: () => ContractDatabase): void {
  describe("races", () => {
    it("lets exactly one of 20 writers change a version", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: "p" as never, version: 1, title: "old" });
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          products.updateOne({ _id: "p" as never, version: 1 }, { $set: { title: `by ${i}` }, $inc: { version: 1 } }),
        ),
      );
      const winners = results.flatMap(({ modifiedCount }, i) => (modifiedCount === 1 ? [i] : []));
      expect(winners).toHaveLength(1);
      expect(await products.findOne()).toEqual({ _id: "p", version: 2, title: `by ${winners[0]}` });
    });

    it("loses none of 2000 concurrent increments", async () => {
      const counters = contract().fresh();
      await counters.insertOne({ _id: "c" as never, n: 0 });
      await Promise.all(
        Array.from({ length: 2_000 }, () => counters.updateOne({ _id: "c" as never }, { $inc: { n: 1 } })),
      );
      expect(await counters.findOne()).toEqual({ _id: "c", n: 2_000 });
    });

    it("gives a unique value to one of 20 inserts", async () => {
      const products = contract().fresh();
      await products.createIndex({ handle: 1 }, { unique: true });
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => products.insertOne({ handle: "same" })),
      );
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const codes = results.flatMap((result) =>
        result.status === "rejected" ? [(result.reason as { code: number }).code] : [],
      );
      expect(codes).toEqual(Array.from({ length: 19 }, () => 11000));
      expect(await products.countDocuments()).toBe(1);
    });

    it("hands each of 50 takers another task", async () => {
      const tasks = contract().fresh();
      await tasks.insertMany(Array.from({ length: 50 }, (_, i) => ({ _id: i as never, state: "open" })));
      const taken = await Promise.all(
        Array.from({ length: 50 }, () =>
          tasks.findOneAndUpdate({ state: "open" }, { $set: { state: "taken" } }, { sort: { _id: 1 } }),
        ),
      );
      expect(new Set(taken.map((task) => task?._id)).size).toBe(50);
      expect(await tasks.countDocuments({ state: "open" })).toBe(0);
    });
  });
}
