import { afterAll, expect, it } from "vitest";
import { NO_CLIENT } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AccessChange } from "../session/access-changes.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";
import { createSetUserRoles } from "./set-user-roles.ts";
import { createSuspendUser } from "./suspend-user.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const now = () => new Date();
const actorOf = (user: User) => ({ viewer: viewerOf(user), client: NO_CLIENT, requestId: "test-request" });

/** Every transaction has begun before any of them goes on. */
function atOnce(parties: number): { db: Pick<AccountsDatabase, "transaction">; told: AccessChange[] } {
  const allInside = createBarrier(parties);
  return {
    db: { transaction: (work, id) => db.transaction(async (store) => (await allInside(), work(store)), id) },
    told: [],
  };
}

const administrators = async (among: readonly User[]): Promise<string[]> =>
  (
    await db.pool.query<{ id: string }>(
      "SELECT id FROM users WHERE id = ANY ($1) AND 'ADMIN' = ANY (roles) AND suspended_at IS NULL",
      [among.map(({ id }) => id)],
    )
  ).rows.map(({ id }) => id);

it("leaves one administrator when two take the role from each other at once", async () => {
  const [left, right] = [await insertUser(db, { roles: ["ADMIN"] }), await insertUser(db, { roles: ["ADMIN"] })];
  const race = atOnce(2);
  const setUserRoles = createSetUserRoles({
    ...race,
    now,
    announceAccessChange: async (change) => void race.told.push(change),
  });
  const outcomes = await Promise.allSettled([
    setUserRoles(actorOf(left), { userId: right.id, roles: [], expectedVersion: 1 }),
    setUserRoles(actorOf(right), { userId: left.id, roles: [], expectedVersion: 1 }),
  ]);

  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "FORBIDDEN" } });
  expect(await administrators([left, right])).toHaveLength(1);
  expect(race.told).toHaveLength(1);
});

it("leaves one administrator when three suspend or demote each other in a circle", async () => {
  const ring = await Promise.all([1, 2, 3].map(() => insertUser(db, { roles: ["ADMIN"] })));
  const race = atOnce(3);
  const needs = { ...race, now, announceAccessChange: async () => {} };
  const [setUserRoles, suspendUser] = [createSetUserRoles(needs), createSuspendUser(needs)];
  await Promise.allSettled([
    setUserRoles(actorOf(ring[0]!), { userId: ring[1]!.id, roles: [], expectedVersion: 1 }),
    suspendUser(actorOf(ring[1]!), { userId: ring[2]!.id, reason: "Race." }),
    setUserRoles(actorOf(ring[2]!), { userId: ring[0]!.id, roles: [], expectedVersion: 1 }),
  ]);
  expect((await administrators(ring)).length).toBeGreaterThanOrEqual(1);
});

it("suspends once when eight ask at once: one entry, one mail, one announcement", async () => {
  const admin = await insertUser(db, { roles: ["ADMIN"] });
  const mia = await insertUser(db);
  const race = atOnce(8);
  const announceAccessChange = async (change: AccessChange) => void race.told.push(change);
  const suspendUser = createSuspendUser({ ...race, now, announceAccessChange });
  const asked = Array.from({ length: 8 }, () => suspendUser(actorOf(admin), { userId: mia.id, reason: "Race." }));

  expect(await Promise.all(asked)).toEqual(Array(8).fill({ kind: "suspended", userId: mia.id }));
  const count = async (text: string, value: string) => (await db.pool.query(text, [value])).rowCount;
  expect(await count("SELECT 1 FROM audit_entries WHERE subject_id = $1", mia.id)).toBe(1);
  expect(await count("SELECT 1 FROM mails WHERE to_address = $1", mia.email)).toBe(1);
  expect(race.told).toEqual([{ userId: mia.id, sessionIds: [] }]);
});
