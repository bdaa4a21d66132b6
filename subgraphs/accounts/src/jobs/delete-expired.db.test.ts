import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import { insertUser } from "../testing/new-user.ts";
import { insertShop } from "../testing/shops.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import { createDeleteExpiredJob } from "./delete-expired.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const ON_NO_DEVICE = { userAgent: null, network: null };
const NOW = new Date("2026-11-23T10:00:00Z");
const ago = (count: number) => plusMs(NOW, -days(count));

it("removes what is long expired and nothing that still tells something", async () => {
  const user = await insertUser(db);
  for (const age of [6, 8]) {
    const sessionId = newId("sess", NOW);
    await db.sessions.insert({
      ...ON_NO_DEVICE,
      id: sessionId,
      userId: user.id,
      createdAt: ago(40),
      lastUsedAt: ago(40),
    });
    for (const [part, older] of [
      ["new", 0],
      ["old", 20],
    ] as const) {
      await db.sessions.insertRefreshToken({
        hash: `${part}-${age}`,
        sessionId,
        createdAt: ago(60),
        expiresAt: ago(age + older),
      });
    }
    await db.emailTokens.insert({
      hash: `mailed-${age}`,
      subjectId: user.id,
      purpose: "VERIFY_EMAIL",
      createdAt: ago(60),
      expiresAt: ago(age),
    });
  }
  for (const age of [0, 2]) {
    const name = newAddress();
    await db.passwordChecks.take({ name, email: name, network: `network-${age}`, at: ago(age) });
    for (const status of ["QUEUED", "SKIPPED"] as const) {
      const id = newId("mail", NOW);
      const content = { template: "verify-email" as const, data: { userId: null } };
      await db.mails.insertOnce({
        id,
        to: `${status}-${age}@example.test`,
        userId: null,
        content,
        dedupeKey: id,
        createdAt: plusMs(ago(age), -1),
      });
      if (status === "SKIPPED") await db.mails.markSkipped(id);
    }
  }

  const shop = await insertShop(db, user);
  for (const age of [29, 31]) {
    const invitation = { shopId: shop.id, email: `${age}@invited.test`, role: "CATALOG" as const };
    const made = { invitedByUserId: user.id, createdAt: ago(age + 7), expiresAt: ago(age) };
    await db.shopInvitations.invite({ ...invitation, ...made });
  }

  const erased = await insertUser(db);
  for (const [person, age] of [
    [user, 89],
    [user, 91],
    [erased, 1],
  ] as const) {
    const values = [person.id, `${person === user ? "kept" : "erased"}-${age}`, ago(age)];
    await db.pool.query("INSERT INTO familiar_networks VALUES ($1, $2, $3)", values);
  }
  await db.pool.query("UPDATE users SET email = NULL, password_hash = NULL, erased_at = now() WHERE id = $1", [
    erased.id,
  ]);

  await createDeleteExpiredJob({ db, now: () => NOW }).run({}, { attempt: 1, logger: pino({ level: "silent" }) });

  const column = async (sql: string) => (await db.pool.query<{ value: string }>(sql)).rows.map(({ value }) => value);
  expect(await column("SELECT hash AS value FROM refresh_tokens ORDER BY hash")).toEqual(["new-6", "old-6"]);
  expect(await column("SELECT hash AS value FROM email_tokens")).toEqual(["mailed-6"]);
  expect(await column("SELECT count(*)::text AS value FROM sessions")).toEqual(["1"]);
  expect(await column("SELECT count(*)::text AS value FROM password_checks")).toEqual(["1"]);
  expect(await column("SELECT network AS value FROM network_checks")).toEqual(["network-0"]);
  expect(await column("SELECT network AS value FROM familiar_networks")).toEqual(["kept-89"]);
  expect(await column("SELECT email AS value FROM shop_invitations")).toEqual(["29@invited.test"]);
  expect(await column("SELECT to_address AS value FROM mails ORDER BY 1")).toEqual([
    "QUEUED-0@example.test",
    "QUEUED-2@example.test",
    "SKIPPED-0@example.test",
  ]);
});
