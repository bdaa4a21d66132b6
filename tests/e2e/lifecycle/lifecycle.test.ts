import { createServer } from "node:http";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PlexusRun, processesOf, runPlexus, untilReady } from "../../setup/run-plexus.ts";

/** Enough for the payments subgraph to be wired; nothing connects before the start is refused. */
const PAYMENTS = {
  PAYMENTS_DATABASE_URL: "postgresql://127.0.0.1:9/none",
  STRIPE_SECRET_KEY: "sk_test_x",
  STRIPE_PUBLISHABLE_KEY: "pk_test_x",
  STRIPE_WEBHOOK_SECRET: "whsec_x",
  MIGRATE_ON_START: "0",
};

describe("one command", () => {
  let dataDir: string;
  let runs: PlexusRun[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "plexus-lifecycle-"));
    runs = [];
  });
  afterEach(async () => {
    for (const { child, ended } of runs) {
      child.kill("SIGKILL");
      await ended;
    }
    await expect.poll(() => processesOf(dataDir), { timeout: 10_000 }).toEqual([]);
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = (env: Record<string, string> = {}): PlexusRun => {
    const run = runPlexus({ DATA_DIR: dataDir, PORT: "0", SEED_PRODUCTS: "20", ...env });
    runs.push(run);
    return run;
  };

  const titles = async (graphql: string): Promise<string[]> => {
    const body = JSON.stringify({ query: "{ products(first: 100, sort: NAME) { nodes { title } } }" });
    const answer = await fetch(graphql, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { data } = (await answer.json()) as { data: { products: { nodes: { title: string }[] } } };
    return data.products.nodes.map(({ title }) => title);
  };

  it("keeps its data over SIGTERM and over kill -9, and leaves no process behind", { timeout: 120_000 }, async () => {
    const first = start();
    const before = await titles((await untilReady(first, dataDir)).graphql);
    expect(before).toHaveLength(20);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(existsSync(join(dataDir, "services.json"))).toBe(false);
    expect(processesOf(dataDir)).toEqual([]);

    const second = start();
    expect(await titles((await untilReady(second, dataDir)).graphql)).toEqual(before);
    second.child.kill("SIGKILL");
    await second.ended;
    await expect.poll(() => processesOf(dataDir), { timeout: 10_000 }).toEqual([]);
    await rm(join(dataDir, "services.json"), { force: true }); // what a killed process cannot take away itself

    const third = start();
    expect(await titles((await untilReady(third, dataDir)).graphql)).toEqual(before);
  });

  it("refuses a second start on the same data folder, and leaves the first alone", { timeout: 60_000 }, async () => {
    const first = start();
    const { graphql } = await untilReady(first, dataDir);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`pid ${first.child.pid}`);
    expect(await titles(graphql)).toHaveLength(20);
    expect(existsSync(join(dataDir, "services.json"))).toBe(true);
  });

  it("says in one sentence that the port is taken, before it starts anything", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address() as AddressInfo;
    const run = start({ PORT: String(port) });
    expect(await run.ended).toBe(1);
    expect(run.output().trim()).toBe(
      `plexus: Port ${port} is in use by another program. Stop that, or choose another one with PORT=<number>.`,
    );
    squatter.close();
  });

  it.each([
    ["every wrong variable at once", { PORT: "abc", LOG_LEVEL: "loud" }, ["PORT", "LOG_LEVEL"]],
    ["an unknown role", { ROLES: "order" }, ['ROLES: "order" is none of all, router, accounts']],
    ["roles that need two ports", { ROLES: "orders,payments" }, ["one subgraph with or without its worker"]],
    [
      "missing addresses of the router's subgraphs",
      { ROLES: "router", IDENTITY_SECRET: "x".repeat(32) },
      ["ACCOUNTS_URL must be the URL of accounts"],
    ],
    [
      "a missing address of a subgraph's sibling",
      { ...PAYMENTS, ROLES: "payments", IDENTITY_SECRET: "x".repeat(32) },
      ["ORDERS_URL must be the URL of orders"],
    ],
    [
      "a secret that several processes must share",
      { ROLES: "orders", ORDERS_SECRET: "x".repeat(32) },
      ["Set IDENTITY_SECRET: only a single process in development makes its own secrets."],
    ],
    [
      "production secrets that are not set",
      { NODE_ENV: "production", ALLOW_STAND_INS: "1" },
      ["Set IDENTITY_SECRET, ACCOUNTS_SECRET, ORDERS_SECRET"],
    ],
    [
      "a live payment key outside production",
      {
        STRIPE_SECRET_KEY: "sk_live_x",
        STRIPE_PUBLISHABLE_KEY: "pk_live_x",
        STRIPE_WEBHOOK_SECRET: "whsec_x",
        SEED_PRODUCTS: "0",
      },
      ["a live key is accepted only with NODE_ENV=production"],
    ],
  ])("names %s and ends with 1, without a stack trace", { timeout: 60_000 }, async (_, env, sentences) => {
    const run = start(env as Record<string, string>);
    expect(await run.ended).toBe(1);
    for (const sentence of sentences) expect(run.output()).toContain(sentence);
    expect(run.output()).not.toMatch(/^\s+at /m);
  });
});
