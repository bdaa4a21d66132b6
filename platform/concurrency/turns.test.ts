import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

/** Work that ends when told to, and a count of how much of it runs. */
function heldWork() {
  const release: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => release.push(resolve));
    running--;
    return "done";
  };
  return { work, release, most: () => most, running: () => running };
}

it("never runs more of a key than its number at a time, and runs everything in order of arrival", async () => {
  const inTurn = createTurns({ parallel: 2, maxWaiting: 10 });
  const held = heldWork();
  const order: number[] = [];
  const all = Array.from({ length: 6 }, (_, index) => inTurn("key", () => (order.push(index), held.work())));

  for (let done = 0; done < 6; done++) {
    await expect.poll(() => held.release.length).toBeGreaterThan(0);
    expect(held.running()).toBeLessThanOrEqual(2);
    held.release.shift()!();
  }
  await Promise.all(all);

  expect(held.most()).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});

it("lets no key wait for another", async () => {
  const inTurn = createTurns({ parallel: 1, maxWaiting: 0 });
  const held = heldWork();
  const first = inTurn("one", held.work);

  expect(await inTurn("other", async () => "done")).toBe("done");

  held.release.shift()!();
  await first;
});

it("refuses at once when too many wait, and takes work again afterwards", async () => {
  const inTurn = createTurns({ parallel: 1, maxWaiting: 1 });
  const held = heldWork();
  const first = inTurn("key", held.work);
  const second = inTurn("key", held.work);

  expect(await inTurn("key", held.work)).toBeNull();

  held.release.shift()!();
  await first;
  await expect.poll(() => held.release.length).toBe(1);
  held.release.shift()!();
  await second;
  expect(await inTurn("key", async () => "taken")).toBe("taken");
});

it("gives the place of failed work to the next", async () => {
  const inTurn = createTurns({ parallel: 1, maxWaiting: 1 });

  const [failed, next] = await Promise.allSettled([
    inTurn("key", () => Promise.reject(new Error("no"))),
    inTurn("key", () => Promise.resolve("done")),
  ]);

  expect([failed.status, next.status]).toEqual(["rejected", "fulfilled"]);
});
