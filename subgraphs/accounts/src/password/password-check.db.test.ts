import { afterAll, expect, it } from "vitest";
import { plusMs } from "#platform/time/clock.ts";
import { days, minutes } from "#platform/time/duration.ts";
import { insertUser } from "../testing/new-user.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const START = new Date("2026-11-23T10:00:00Z");
const after = (ms: number) => plusMs(START, ms);

let networks = 0;
const newNetwork = () => `network-${++networks}`;

const take = (name: string, network: string, ms = 0) =>
  db.passwordChecks.take({ name, email: name, network, at: after(ms) });
/** How many of `count` checks at once are taken. */
const takeAtOnce = async (count: number, name: string, networkOf: () => string, ms = 0) =>
  (await Promise.all(Array.from({ length: count }, () => take(name, networkOf(), ms)))).filter(Boolean).length;

/** Someone with an account who has signed in from `network`, `age` ago. */
async function someoneAtHome(age = days(1)) {
  const { id, email } = await insertUser(db);
  const network = newNetwork();
  await db.pool.query("INSERT INTO familiar_networks VALUES ($1, $2, $3)", [id, network, after(-age)]);
  return { email, network };
}

it("lets five of thirty checks at once through from one network, for each name on its own", async () => {
  const [name, other, network] = [newAddress(), newAddress(), newNetwork()];

  expect(await takeAtOnce(30, name, () => network)).toBe(5);

  expect(await take(name, network, 40)).toBeNull();
  expect(await take(other, network, 40)).not.toBeNull();
});

it("lets seven of 200 strangers' checks at once through, and keeps the last three for where the person is known", async () => {
  const { email, network } = await someoneAtHome();

  expect(await takeAtOnce(200, email, newNetwork)).toBe(7);

  expect(await takeAtOnce(20, email, () => network)).toBe(3);
  expect(await take(email, newNetwork())).toBeNull();
});

it("looks at ten checks in all where many networks are familiar", async () => {
  const { email, network } = await someoneAtHome();
  await db.pool.query(
    `INSERT INTO familiar_networks SELECT user_id, network || '-' || n, signed_in_at
     FROM familiar_networks, generate_series(1, 20) AS n WHERE network = $1`,
    [network],
  );
  let visits = 0;

  expect(await takeAtOnce(40, email, () => `${network}-${(++visits % 20) + 1}`)).toBe(10);
});

it("forgets where a person is known after 90 days", async () => {
  const [known, forgotten] = [await someoneAtHome(days(90) - 1), await someoneAtHome(days(90))];
  for (const { email } of [known, forgotten]) await takeAtOnce(10, email, newNetwork);

  expect(await take(known.email, known.network)).not.toBeNull();
  expect(await take(forgotten.email, forgotten.network)).toBeNull();
});

it("lets one of whom nobody has heard and a stranger to someone known take just as many", async () => {
  const { email } = await someoneAtHome();
  const [network, far] = [newNetwork(), newNetwork()];

  for (const name of [email, newAddress()]) {
    expect(await takeAtOnce(9, name, () => network)).toBe(5);
    expect(await takeAtOnce(9, name, () => far)).toBe(2);
  }
});

it("lets a network fail a hundred times over all names, but for people who are known there", async () => {
  const { email, network } = await someoneAtHome();

  const taken = await Promise.all(Array.from({ length: 130 }, () => take(newAddress(), network)));

  const refused = taken.filter((each) => each === null);
  expect(refused).toHaveLength(30);
  expect(await take(email, network)).not.toBeNull();
  expect(await take(newAddress(), network)).toBeNull();
  expect(await take(newAddress(), newNetwork())).not.toBeNull();
});

it("does not spend a name's checks where the network has none left", async () => {
  const [name, network] = [newAddress(), newNetwork()];
  await Promise.all(Array.from({ length: 100 }, () => take(newAddress(), network)));

  expect(await takeAtOnce(20, name, () => network)).toBe(0);

  expect(await takeAtOnce(20, name, newNetwork)).toBe(7);
});

it("never lets more through in any fifteen minutes, and opens by itself", async () => {
  const [name, network] = [newAddress(), newNetwork()];
  const taken: number[] = [];
  for (let at = 0; at < minutes(60); at += minutes(1)) if (await take(name, network, at)) taken.push(at);

  const mostInAWindow = Math.max(
    ...taken.map((from) => taken.filter((at) => at >= from && at < from + minutes(15)).length),
  );
  expect(mostInAWindow).toBe(5);
  expect(taken).toHaveLength(20);
});

it("counts no refused check, so that guessing on keeps nothing closed", async () => {
  const [name, network] = [newAddress(), newNetwork()];
  await takeAtOnce(5, name, () => network);
  for (let at = 1; at < 15; at++) expect(await take(name, network, minutes(at))).toBeNull();

  expect(await take(name, network, minutes(15))).not.toBeNull();
});

it("gives exactly one check back, also of several at one instant", async () => {
  const [name, network] = [newAddress(), newNetwork()];
  const taken = await Promise.all(Array.from({ length: 5 }, () => take(name, network)));

  await db.passwordChecks.giveBack(taken[0]!.check);

  expect(await takeAtOnce(5, name, () => network)).toBe(1);
});

it("gives a network its check back, too", async () => {
  const network = newNetwork();
  const taken = await Promise.all(Array.from({ length: 100 }, () => take(newAddress(), network)));

  await Promise.all(taken.slice(0, 3).map((each) => db.passwordChecks.giveBack(each!.check)));

  const names = await Promise.all(Array.from({ length: 9 }, () => take(newAddress(), network)));
  expect(names.filter(Boolean)).toHaveLength(3);
});

it("names the person, and nobody for an unknown name or one that is no address", async () => {
  const { email, network } = await someoneAtHome();

  const known = await take(email, network);
  expect(known!.person!.user.email).toBe(email);
  expect(known!.person!.passwordHash).toMatch(/^\$argon2id\$/);
  expect((await take(newAddress(), network))!.person).toBeNull();
  const nonsense = { name: "no address\u0000", email: null, network, at: START };
  expect((await db.passwordChecks.take(nonsense))!.person).toBeNull();
});

it("keeps neither a name nor an address in the clear", async () => {
  const name = newAddress();
  await take(name, "hashed");

  const { rows } = await db.pool.query<{ row: string }>("SELECT known::text AS row FROM password_checks AS known");

  expect(rows.filter(({ row }) => row.includes(name) || row.includes("@"))).toEqual([]);
});

it("forgets names and networks that nobody tried lately, and only those", async () => {
  const [stale, fresh, network] = [newAddress(), newAddress(), newNetwork()];
  await db.passwordChecks.deleteUnused(after(-minutes(10_000)), 100);
  await take(stale, newNetwork(), -minutes(20_000));
  await takeAtOnce(5, fresh, () => network);

  expect(await db.passwordChecks.deleteUnused(after(-minutes(10_000)), 100)).toBe(2);
  expect(await take(fresh, network, 1)).toBeNull();
});
