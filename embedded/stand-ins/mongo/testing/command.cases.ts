import type { Document } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf } from "./contract-database.ts";

export function defineCommandCases(contract: () => ContractDatabase): void {
  describe("commands", () => {
    it("answers a ping and says what it is", async () => {
      const { db } = contract();
      expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
      expect(await db.command({ hello: 1 })).toMatchObject({
        ok: 1,
        isWritablePrimary: true,
        maxBsonObjectSize: 16777216,
      });
      expect((await db.admin().buildInfo())["version"]).toMatch(/^\d+\.\d+\.\d+/);
    });

    it.each([
      ["an unknown command", { fooBar: 1 }, 59],
      ["an unknown field", { find: "c", foo: 1 }, 40415],
      ["a filter that is no document", { find: "c", filter: 5 }, 14],
      ["a negative limit", { find: "c", limit: -1 }, 51024],
      ["a limit that is no number", { find: "c", limit: "x" }, 14],
      ["a negative batch", { find: "c", batchSize: -1 }, 51024],
      ["a cursor that is not there", { getMore: 12345678901234n, collection: "c" }, 43],
      ["no documents", { insert: "c", documents: [] }, 16],
      ["a delete of three", { delete: "c", deletes: [{ q: {}, limit: 3 }] }, 9],
      ["a removal that updates", { findAndModify: "c", remove: true, update: { $set: { a: 1 } } }, 9],
      ["neither a removal nor an update", { findAndModify: "c", query: {} }, 9],
      ["an unknown field of an update", { update: "c", updates: [{ q: {}, u: {}, foo: 1 }] }, 40415],
    ])("refuses %s by code", async (_name, command, code) => {
      const answer = await contract()
        .db.command(command)
        .catch((error: unknown) => error as Document);
      const [writeError] = (answer["writeErrors"] as { code: number }[] | undefined) ?? [];
      expect(writeError?.code ?? (answer["code"] as unknown)).toBe(code);
    });

    it("names the code of a refusal", async () => {
      const failure = contract().db.command({ fooBar: 1 });
      await expect(failure).rejects.toMatchObject({ code: 59, codeName: "CommandNotFound" });
    });

    it("counts a document that is too large as refused and stores nothing", async () => {
      const { db, fresh } = contract();
      const products = fresh();
      await products.insertOne({ _id: 1 as never, text: "x".repeat(16 * 1024 * 1024 - 100) });
      expect(await codeOf(products.updateOne({}, { $set: { more: "x".repeat(200) } }))).toBe(17419);
      expect(await db.collection(products.collectionName).countDocuments({ more: { $exists: true } })).toBe(0);
    });
  });
}
