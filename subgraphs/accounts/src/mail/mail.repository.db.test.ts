import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";

const { mails, pool, close } = await openTestDatabase();
afterAll(close);

const NOW = new Date("2026-11-23T10:00:00Z");
const content = { template: "already-registered" as const, data: {} };

async function queued() {
  const id = newId("mail", NOW);
  const to = newAddress();
  await mails.insertOnce({ id, to, userId: null, content, dedupeKey: id, createdAt: NOW });
  return { id, to };
}
const rowOf = async (id: string) =>
  (await pool.query("SELECT status, attempts FROM mails WHERE id = $1", [id])).rows[0];

it("stores one mail for a cause, the first, however many are inserted at once", async () => {
  const dedupeKey = newAddress();
  const ids = Array.from({ length: 8 }, () => newId("mail", NOW));

  await Promise.all(
    ids.map((id) => mails.insertOnce({ id, to: newAddress(), userId: null, content, dedupeKey, createdAt: NOW })),
  );

  expect((await pool.query("SELECT 1 FROM mails WHERE dedupe_key = $1", [dedupeKey])).rowCount).toBe(1);
});

it("begins an attempt on a waiting mail, each time counted", async () => {
  const { id, to } = await queued();

  expect(await mails.beginAttempt(id)).toEqual({ id, to, userId: null, content });
  await mails.noteFailure(id, "SMTP ECONNECTION", false);
  expect(await mails.beginAttempt(id)).toEqual({ id, to, userId: null, content });
  expect(await rowOf(id)).toEqual({ status: "QUEUED", attempts: 2 });
});

it("begins no attempt on a mail that is done with, or that was never stored", async () => {
  const [sent, skipped, failed] = [await queued(), await queued(), await queued()];
  await mails.markSent(sent.id, "<id@plexus.test>", NOW);
  await mails.markSkipped(skipped.id);
  await mails.noteFailure(failed.id, "SMTP EENVELOPE 550", true);

  for (const { id } of [sent, skipped, failed]) expect(await mails.beginAttempt(id)).toBeNull();
  expect(await mails.beginAttempt(newId("mail", NOW))).toBeNull();
  expect(await rowOf(sent.id)).toEqual({ status: "SENT", attempts: 0 });
});

it("never takes back that a mail was sent", async () => {
  const { id } = await queued();
  await mails.markSent(id, "<id@plexus.test>", NOW);

  await mails.noteFailure(id, "SMTP ECONNECTION", true);
  await mails.markSkipped(id);

  expect(await rowOf(id)).toEqual({ status: "SENT", attempts: 0 });
});
