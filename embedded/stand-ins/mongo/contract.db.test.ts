import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { startMongoStandIn } from "./start-mongo.ts";
import { defineAggregationCases } from "./testing/aggregation.cases.ts";
import { defineCommandCases } from "./testing/command.cases.ts";
import type { ContractDatabase } from "./testing/contract-database.ts";
import { openContractDatabase } from "./testing/contract-database.ts";
import { defineCrudCases } from "./testing/crud.cases.ts";
import { defineIndexCases } from "./testing/index.cases.ts";
import { defineJoinCases } from "./testing/join.cases.ts";
import { defineQueryCases } from "./testing/query.cases.ts";
import { defineRaceCases } from "./testing/race.cases.ts";
import { defineUpdateCases } from "./testing/update.cases.ts";
import { defineUpsertCases } from "./testing/upsert.cases.ts";

/**
 * What the stand-in and MongoDB must both do. `MONGO_CONTRACT_URL=mongodb://… npx vitest run <this file>` runs the cases
 * against a real server, in a database of their own that is dropped at the end.
 */
describe(`MongoDB's contract, kept by ${process.env["MONGO_CONTRACT_URL"] === undefined ? "the stand-in" : "a server"}`, () => {
  let database: ContractDatabase;
  let stop = async (): Promise<void> => undefined;
  const contract = (): ContractDatabase => database;

  beforeAll(async () => {
    const external = process.env["MONGO_CONTRACT_URL"];
    if (external !== undefined) {
      database = await openContractDatabase(external);
      return;
    }
    const dataDir = await mkdtemp(join(tmpdir(), "mongo-contract-"));
    const standIn = await startMongoStandIn({ host: "127.0.0.1", port: 0, dataDir });
    stop = async () => {
      await standIn.close();
      await rm(dataDir, { recursive: true });
    };
    database = await openContractDatabase(`mongodb://127.0.0.1:${standIn.port}`);
  });

  afterAll(async () => {
    await database.close();
    await stop();
  });

  defineCrudCases(contract);
  defineQueryCases(contract);
  defineUpdateCases(contract);
  defineUpsertCases(contract);
  defineIndexCases(contract);
  defineAggregationCases(contract);
  defineJoinCases(contract);
  defineCommandCases(contract);
  defineRaceCases(contract);
});
