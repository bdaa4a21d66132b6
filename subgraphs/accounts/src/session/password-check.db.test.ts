import { afterAll, expect, it } from "vitest";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";

const { passwordChecks, close } = await openTestDatabase();
afterAll(close);

const START = new Date("2026-11-23T10:00:00Z");
const after = (ms: number) => plusMs(START, ms);

it("lets ten of thirty checks at once through, for each address on its own", async () => {
  const [email, other] = [newAddress(), newAddress()];

  const taken = await Promise.all(Array.from({ length: 30 }, (_, index) => passwordChecks.take(email, after(index))));

  expect(taken.filter(Boolean)).toHaveLength(10);
  expect(await passwordChecks.take(email, after(40))).toBe(false);
  expect(await passwordChecks.take(other, after(40))).toBe(true);
});

it("never lets more than ten through in any fifteen minutes, and opens by itself", async () => {
  const email = newAddress();
  const taken: number[] = [];
  for (let at = 0; at < minutes(60); at += minutes(1)) if (await passwordChecks.take(email, after(at))) taken.push(at);

  const mostInAWindow = Math.max(
    ...taken.map((from) => taken.filter((at) => at >= from && at < from + minutes(15)).length),
  );
  expect(mostInAWindow).toBe(10);
  expect(taken).toHaveLength(40);
});

it("counts no refused check, so that guessing on does not keep the address closed", async () => {
  const email = newAddress();
  for (let index = 0; index < 10; index++) await passwordChecks.take(email, after(0));
  for (let at = 1; at < 15; at++) expect(await passwordChecks.take(email, after(minutes(at)))).toBe(false);

  expect(await passwordChecks.take(email, after(minutes(15)))).toBe(true);
});

it("gives a check back", async () => {
  const email = newAddress();
  for (let index = 0; index < 10; index++) await passwordChecks.take(email, after(index));

  await passwordChecks.giveBack(email, after(9));

  expect(await passwordChecks.take(email, after(20))).toBe(true);
  expect(await passwordChecks.take(email, after(21))).toBe(false);
});

it("forgets addresses that nobody tried lately, and only those", async () => {
  const [stale, fresh] = [newAddress(), newAddress()];
  await passwordChecks.take(stale, after(-minutes(20_000)));
  for (let index = 0; index < 10; index++) await passwordChecks.take(fresh, after(0));

  expect(await passwordChecks.deleteUnused(after(-minutes(10_000)), 100)).toBe(1);
  expect(await passwordChecks.take(fresh, after(1))).toBe(false);
});
