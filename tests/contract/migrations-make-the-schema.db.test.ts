import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, it } from "vitest";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { databaseVariable } from "../../runtime/start-backing.ts";
import { SUBGRAPH_NAMES } from "../../subgraphs/registry.ts";

const run = promisify(execFile);

/** Prisma's own comparison of a migrated database with the schema file: 0 when they agree, 2 when they differ. */
async function compare(subgraph: string, url: string): Promise<{ code: number; output: string }> {
  const script = join(PROJECT_FOLDER, "scripts/prisma.mjs");
  const schema = `prisma/${subgraph}/schema.prisma`;
  const args = [subgraph, "migrate", "diff", "--from-config-datasource", "--to-schema", schema, "--exit-code"];
  try {
    const { stdout, stderr } = await run(process.execPath, [script, ...args], {
      env: { ...process.env, [databaseVariable(subgraph)]: url },
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

it.each(SUBGRAPH_NAMES)("the migrations of %s make exactly what its schema says", async (subgraph) => {
  expect(await compare(subgraph, await cloneTestDatabase(subgraph))).toMatchObject({ code: 0 });
});

it("a database that lacks a column is noticed", async () => {
  const url = await cloneTestDatabase("payments");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("ALTER TABLE payments DROP COLUMN failure_code");
  await client.end();
  const { code, output } = await compare("payments", url);
  expect([code, output]).toEqual([2, expect.stringContaining("failure_code")]);
});
