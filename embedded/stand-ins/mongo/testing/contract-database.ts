import { randomUUID } from "node:crypto";
import type { Collection, Db, Document } from "mongodb";
import { MongoClient, MongoServerError } from "mongodb";
import { expect } from "vitest";

/** What the contract's cases run against: any MongoDB server, reached through the official driver. */
export interface ContractDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  /** A collection that no other case uses. */
  fresh(): Collection<Document>;
  close(): Promise<void>;
}

/** Connects and takes a database of its own, which `close` drops. */
export async function openContractDatabase(url: string): Promise<ContractDatabase> {
  const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 5_000 });
  const db = client.db(`plexus_contract_test_${randomUUID().slice(0, 8)}`);
  let collections = 0;
  return {
    client,
    db,
    fresh: () => db.collection(`case_${++collections}`),
    close: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

/** The server's code for a request that must fail. */
export async function codeOf(request: Promise<unknown>): Promise<number | string | undefined> {
  return (await failureOf(request)).code;
}

export async function failureOf(request: Promise<unknown>): Promise<MongoServerError> {
  const outcome = await request.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(outcome, "the request must be refused").toHaveProperty("error");
  const { error } = outcome as { error: unknown };
  expect(error).toBeInstanceOf(MongoServerError);
  return error as MongoServerError;
}

/** `_id`s of a result, in order. */
export const idsOf = (documents: readonly Document[]): unknown[] =>
  documents.map((document): unknown => document["_id"]);
