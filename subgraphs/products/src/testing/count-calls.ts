import { Redis } from "ioredis";
import { Collection } from "mongodb";
import pg from "pg";
import { vi } from "vitest";

export interface Calls {
  postgres: number;
  mongo: number;
  redis: number;
}

/** Counts what `work` asks of the databases, from anywhere in this process. */
export async function countCalls(work: () => Promise<unknown>): Promise<Calls> {
  const spies = {
    postgres: vi.spyOn(pg.Client.prototype, "query"),
    mongo: vi.spyOn(Collection.prototype, "find"),
    redis: vi.spyOn(Redis.prototype, "mget"),
  };
  try {
    await work();
    return {
      postgres: spies.postgres.mock.calls.length,
      mongo: spies.mongo.mock.calls.length,
      redis: spies.redis.mock.calls.length,
    };
  } finally {
    for (const spy of Object.values(spies)) spy.mockRestore();
  }
}
