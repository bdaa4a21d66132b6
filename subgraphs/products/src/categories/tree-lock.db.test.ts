import { afterAll, expect, it } from "vitest";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { createTreeLock } from "./tree-lock.ts";

const db = await openTestDatabase({ connections: 2 });
afterAll(() => db.close());

/** Work that ends when told to. */
function heldWork() {
  let end = (): void => {};
  let begin = (): void => {};
  const hasBegun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    hasBegun,
    end: () => end(),
    work: () => {
      begin();
      return ended;
    },
  };
}

it("lets one change run at a time, also of other processes, and hands its failure on", async () => {
  const [here, elsewhere] = [createTreeLock(db.pool), createTreeLock(db.pool)];
  const held = heldWork();
  const order: string[] = [];
  const first = here(held.work).then(() => order.push("first"));
  await held.hasBegun;
  const second = elsewhere(async () => void order.push("second"));

  held.end();
  await Promise.all([first, second]);

  expect(order).toEqual(["first", "second"]);
  await expect(here(() => Promise.reject(new Error("the change fails")))).rejects.toThrow("the change fails");
  expect(await here(async () => "free again")).toBe("free again");
});

it("leaves the database to everybody else however many changes wait, and refuses those that are too many", async () => {
  const withTreeLock = createTreeLock(db.pool);
  const held = heldWork();
  const first = withTreeLock(held.work);
  await held.hasBegun;
  const waiting = Promise.allSettled(Array.from({ length: 51 }, () => withTreeLock(async () => "done")));

  expect((await db.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  held.end();
  await first;

  const outcomes = await waiting;
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
  expect(outcomes[50]).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
});
