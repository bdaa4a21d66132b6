import { afterAll, beforeAll, expect, it } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { openImportWorld } from "../testing/open-import-world.ts";
import { countRows, readStock } from "../testing/read-stock.ts";

let world: Awaited<ReturnType<typeof openImportWorld>>;
beforeAll(async () => void (world = await openImportWorld()));
afterAll(() => world.close());

const ROWS = 1_000;
const fileOf = (name: string, rows = ROWS): string =>
  [
    "handle,title,sku,price_eur,stock",
    ...Array.from({ length: rows }, (_, index) => `${name}-${index},Thing ${index},${name}-${index},10,5`),
  ].join("\n");

const killed = new Error("killed");

it.each(["before", "after"] as const)(
  "goes on where it was killed %s a batch was projected, each row once",
  async (moment) => {
    const name = `resumed-${moment}`;
    const jobId = await world.beginImport(fileOf(name));
    let batches = 0;
    const dying = world.handlerWith({
      async projectProducts(ids) {
        const isLast = ++batches === 2;
        if (isLast && moment === "before") throw killed;
        await world.projectProducts(ids);
        if (isLast) throw killed;
      },
    });
    await expect(world.run(jobId, dying)).rejects.toBe(killed);
    const halfway = await world.find(jobId);
    expect(halfway).toMatchObject({ status: "RUNNING", isChecked: true, total: ROWS });
    expect(halfway.done).toBeGreaterThan(0);
    expect(halfway.done).toBeLessThan(ROWS);

    const sold = (await world.productBy(`${name}-0`))!.variants[0]!.id;
    await world.pool.query("UPDATE stock_levels SET available = 4, sold = 1 WHERE variant_id = $1", [sold]);
    await world.run(jobId);

    expect(await world.find(jobId)).toMatchObject({ status: "SUCCEEDED", done: ROWS, errorCount: 0 });
    const all = (await world.products()).filter(({ handle }) => handle.startsWith(name));
    expect(all).toHaveLength(ROWS);
    expect(all.every(({ version }) => version === 1)).toBe(true);
    expect(await readStock(world.pool, sold)).toEqual({ stocked: 5, available: 4, reserved: 0, sold: 1 });
    expect(await readStock(world.pool, (await world.productBy(`${name}-${ROWS - 1}`))!.variants[0]!.id)).toMatchObject({
      available: 5,
    });
  },
);

it("lets only the later of two workers get on with a job", async () => {
  const jobId = await world.beginImport(fileOf("twice", 10));
  const bothBegun = createBarrier(2);
  const slow = world.handlerWith({
    documents: { findSkuHolders: async (skus) => (await bothBegun(), world.documents.findSkuHolders(skus)) },
  });
  await Promise.all([world.run(jobId, slow), world.run(jobId, slow)]);
  expect(await world.find(jobId)).toMatchObject({ status: "SUCCEEDED", done: 10, productsCreated: 10 });
  const all = (await world.products()).filter(({ handle }) => handle.startsWith("twice"));
  expect(all.map(({ version }) => version)).toEqual(Array.from({ length: 10 }, () => 1));
});

it("loses no change that somebody makes of the same products meanwhile", async () => {
  await world.import(fileOf("edited", 3));
  let isFirst = true;
  const handler = world.handlerWith({
    documents: {
      async replace(product, version, dirtySince, change) {
        if (isFirst) {
          isFirst = false;
          const other = (await world.productBy("edited-0"))!;
          await world.documents.replace({ ...other, title: "By hand", version: version + 1 }, version, new Date());
        }
        return world.documents.replace(product, version, dirtySince, change);
      },
    },
  });
  const jobId = await world.beginImport("sku,price_eur\nedited-0,11\nedited-1,11\nedited-2,11\n");
  await world.run(jobId, handler);
  expect(await world.find(jobId)).toMatchObject({ status: "SUCCEEDED", productsChanged: 3 });
  const edited = (await world.productBy("edited-0"))!;
  expect(edited).toMatchObject({ title: "By hand", version: 3 });
  expect(edited.variants[0]!.prices[0]!.minor).toBe(1_100n);
});

it("leaves out, and reports, what has turned bad since the check, and fails", async () => {
  const jobId = await world.beginImport(fileOf("late", 3));
  let isChecked = false;
  const handler = world.handlerWith({
    documents: {
      async findSkuHolders(skus) {
        const found = await world.documents.findSkuHolders(skus);
        if (!isChecked) {
          isChecked = true;
          await world.import("handle,title,sku\nfaster,Faster,late-1\n", { shopId: "shop_00000000000000000000000009" });
        }
        return found;
      },
    },
  });
  await world.run(jobId, handler);
  expect(await world.find(jobId)).toMatchObject({ status: "FAILED", done: 3, productsCreated: 2, errorCount: 1 });
  expect(await world.errors(jobId)).toEqual([{ row: 3, field: ["sku"], code: "SKU_TAKEN", sku: "late-1" }]);
});

it("waits for an older job of the shop, and begins when that is over", async () => {
  const older = await world.beginImport(fileOf("older", 1));
  const newer = await world.beginImport(fileOf("newer", 1));
  await world.run(newer);
  expect(await world.find(newer)).toMatchObject({ status: "QUEUED", startedAt: null });
  const queued = "SELECT count(*)::int AS count FROM graphile_worker._private_jobs WHERE payload->>'jobId' = $1";
  expect((await world.pool.query(queued, [newer])).rows).toEqual([{ count: 1 }]);
  await world.run(older);
  await world.run(newer);
  expect(await world.find(newer)).toMatchObject({ status: "SUCCEEDED" });
});

it("stops when it is cancelled, and what it has written stays", async () => {
  const jobId = await world.beginImport(fileOf("cancelled"));
  let batches = 0;
  const handler = world.handlerWith({
    async projectProducts(ids) {
      await world.projectProducts(ids);
      if (++batches === 1) {
        await world.db.transaction(({ catalogueJobs }) => catalogueJobs.cancel(jobId as never, new Date()));
      }
    },
  });
  await world.run(jobId, handler);
  expect(await world.find(jobId)).toMatchObject({ status: "CANCELLED", done: 0 });
  expect(batches).toBe(1);
  const written = (await world.products()).filter(({ handle }) => handle.startsWith("cancelled"));
  expect(written.length).toBeGreaterThan(0);
  expect(written.length).toBeLessThan(ROWS);
});

it("fails when its last attempt does, and lets those behind it begin", async () => {
  const jobId = await world.beginImport(fileOf("broken", 1));
  const broken = world.handlerWith({ projectProducts: () => Promise.reject(killed) });
  await expect(world.run(jobId, broken, 10)).rejects.toBe(killed);
  expect(await world.find(jobId)).toMatchObject({ status: "FAILED", errorCount: 1 });
  expect(await world.errors(jobId)).toEqual([{ row: null, field: [], code: "INTERRUPTED", sku: null }]);
  const next = await world.import(fileOf("after-broken", 1));
  expect(next.job.status).toBe("SUCCEEDED");
});

it("leaves one entry in the audit trail for each import that writes", async () => {
  const count = "SELECT count(*)::int AS count FROM outbox_events WHERE name = 'products.audit-recorded.v1'";
  const before = (await world.pool.query<{ count: number }>(count)).rows[0]!.count;
  const { job } = await world.import(fileOf("audited", 2));
  await world.import(fileOf("audited", 2), { dryRun: true });
  const rows = await world.pool.query<{ payload: object }>(
    "SELECT payload FROM outbox_events WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1",
    [job.id],
  );
  expect((await world.pool.query<{ count: number }>(count)).rows[0]!.count).toBe(before + 1);
  expect(rows.rows[0]!.payload).toMatchObject({
    action: "product.import",
    actor: { kind: "USER" },
    after: { rows: 2, productsCreated: 2, productsChanged: 0, errorCount: 0 },
  });
  expect(await countRows(world.pool, "catalogue_job_errors")).toBeGreaterThan(0);
});
