import type { Document } from "mongodb";
import { describe, expect, it } from "vitest";
import { SALES } from "./aggregation.cases.ts";
import type { ContractDatabase } from "./contract-database.ts";

export function defineJoinCases(contract: () => ContractDatabase): void {
  describe("joins", () => {
    it("joins by equal fields, arrays and missing ones included", async () => {
      const sales = contract().fresh();
      await sales.insertMany(structuredClone(SALES));
      const people = contract().fresh();
      await people.insertMany([
        { _id: 1 as never, name: "Ann" },
        { _id: 2 as never, name: "Bob" },
        { _id: 3 as never, name: "Cy" },
      ]);
      await sales.insertOne({ _id: 5 as never });
      const joined = await sales
        .aggregate([
          { $lookup: { from: people.collectionName, localField: "by", foreignField: "_id", as: "who" } },
          { $project: { names: "$who.name" } },
          { $sort: { _id: 1 } },
        ])
        .toArray();
      expect(joined.map(({ names }) => names as unknown)).toEqual([["Ann"], ["Bob"], ["Ann"], ["Ann", "Bob"], []]);
    });

    it("joins by a pipeline with variables", async () => {
      const sales = contract().fresh();
      await sales.insertMany(structuredClone(SALES));
      const joined = await sales
        .aggregate([
          { $match: { _id: { $lte: 2 } } },
          {
            $lookup: {
              from: sales.collectionName,
              let: { mine: "$_id", shop: "$shop" },
              pipeline: [
                { $match: { $expr: { $and: [{ $eq: ["$shop", "$$shop"] }, { $ne: ["$_id", "$$mine"] }] } } },
                { $project: { amount: 1 } },
              ],
              as: "others",
            },
          },
          { $project: { others: 1 } },
          { $sort: { _id: 1 } },
        ])
        .toArray();
      expect(joined).toEqual([
        { _id: 1, others: [{ _id: 3, amount: 30 }] },
        { _id: 2, others: [] },
      ]);
    });

    it("follows a graph to the wanted depth", async () => {
      const nodes = contract().fresh();
      await nodes.insertMany([
        { _id: "root" },
        { _id: "a", parent: "root" },
        { _id: "b", parent: "a" },
        { _id: "c", parent: "b" },
      ] as Document[] as never);
      const graphLookup = {
        from: nodes.collectionName,
        startWith: "$parent",
        connectFromField: "parent",
        connectToField: "_id",
        as: "up",
        depthField: "d",
      };
      const climb = async (more: Document): Promise<unknown> => {
        const [found] = await nodes
          .aggregate([{ $match: { _id: "c" } }, { $graphLookup: { ...graphLookup, ...more } }])
          .toArray();
        return (found?.["up"] as { _id: string; d: number }[]).map(({ _id, d }) => `${_id}${d}`).toSorted();
      };
      expect(await climb({})).toEqual(["a1", "b0", "root2"]);
      expect(await climb({ maxDepth: 1 })).toEqual(["a1", "b0"]);
      expect(await climb({ restrictSearchWithMatch: { _id: { $ne: "a" } } })).toEqual(["b0"]);
    });
  });
}
