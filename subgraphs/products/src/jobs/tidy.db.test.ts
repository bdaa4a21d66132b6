import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { type JobId, newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days, hours } from "#platform/time/duration.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { storeFile } from "../testing/store-file.ts";
import { createForgetAdjustmentKeysJob } from "./forget-adjustment-keys.ts";
import { createTidyCatalogueJobs } from "./tidy-catalogue-jobs.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const now = () => NOW;
const run = { attempt: 1, logger: pino({ level: "silent" }) };
const db = await openTestDatabase();
afterAll(() => db.close());

const ago = (milliseconds: number) => plusMs(NOW, -milliseconds);

async function storeJob(options: { status: string; touchedAt: Date; fileId?: string }): Promise<JobId> {
  const id = newId("job", NOW);
  const isOver = !["QUEUED", "RUNNING"].includes(options.status);
  await db.pool.query(
    `INSERT INTO catalogue_jobs (id, kind, shop_id, status, request, created_at, touched_at, finished_at)
     VALUES ($1, 'PRODUCTS_IMPORT', 'shop_1', $2, $3, $4, $4, $5)`,
    [
      id,
      options.status,
      { fileId: options.fileId ?? "file_none", format: "CSV", dryRun: false },
      options.touchedAt,
      isOver ? options.touchedAt : null,
    ],
  );
  return id;
}

it("fails jobs that nobody has touched for a day, lets their files go, and forgets what was over long ago", async () => {
  const ownerId = newId("user", NOW);
  const fileId = await storeFile(db.pool, { ownerId, status: "ATTACHED" });
  const stale = await storeJob({ status: "RUNNING", touchedAt: ago(hours(25)), fileId });
  await db.pool.query("UPDATE files SET reference = $2 WHERE id = $1", [fileId, stale]);
  const living = await storeJob({ status: "RUNNING", touchedAt: ago(hours(23)) });
  const recent = await storeJob({ status: "SUCCEEDED", touchedAt: ago(days(89)) });
  await storeJob({ status: "SUCCEEDED", touchedAt: ago(days(91)) });

  const job = createTidyCatalogueJobs({ db, now });
  await job.run({}, run);
  await job.run({}, run);

  const { rows } = await db.pool.query<{ id: JobId; status: string }>("SELECT id, status FROM catalogue_jobs");
  expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
    new Map([
      [stale, "FAILED"],
      [living, "RUNNING"],
      [recent, "SUCCEEDED"],
    ]),
  );
  const file = await db.pool.query("SELECT status, reference FROM files WHERE id = $1", [fileId]);
  expect(file.rows).toEqual([{ status: "READY", reference: null }]);
});

it("forgets keys of stock changes after two days, and none that may still be repeated", async () => {
  for (const [key, age] of [
    ["old-key-1", hours(49)],
    ["new-key-1", hours(47)],
  ] as const) {
    await db.pool.query(
      `INSERT INTO inventory_adjustments (id, actor, idempotency_key, input_hash, outcome, created_at)
       VALUES ($1, 'user_1', $1, 'hash', '{}', $2)`,
      [key, ago(age)],
    );
  }

  await createForgetAdjustmentKeysJob({ db, now }).run({}, run);

  const { rows } = await db.pool.query("SELECT idempotency_key AS key FROM inventory_adjustments");
  expect(rows).toEqual([{ key: "new-key-1" }]);
});
