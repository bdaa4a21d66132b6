import { expect, it } from "vitest";
import { createGate } from "./gate.ts";

/** Work that ends when told to, and a count of how much of it runs. */
function heldWork() {
  const release: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => release.push(resolve));
    running--;
  };
  return { work, release, most: () => most, running: () => running };
}

it("never runs more than its number at a time, and runs everything in order of arrival", async () => {
  const gate = createGate({ parallel: 2, maxWaiting: 10 });
  const held = heldWork();
  const order: number[] = [];
  const all = Array.from({ length: 6 }, (_, index) => gate(() => (order.push(index), held.work())));

  for (let done = 0; done < 6; done++) {
    await expect.poll(() => held.release.length).toBeGreaterThan(0);
    expect(held.running()).toBeLessThanOrEqual(2);
    held.release.shift()!();
  }
  await Promise.all(all);

  expect(held.most()).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});

it("refuses at once when too many wait, and takes work again afterwards", async () => {
  const gate = createGate({ parallel: 1, maxWaiting: 1 });
  const held = heldWork();
  const first = gate(held.work);
  const second = gate(held.work);

  await expect(gate(held.work)).rejects.toMatchObject({ code: "UNAVAILABLE" });

  held.release.shift()!();
  await first;
  await expect.poll(() => held.release.length).toBe(1);
  held.release.shift()!();
  await second;
  expect(await gate(async () => "taken")).toBe("taken");
});

it("gives the place of failed work to the next", async () => {
  const gate = createGate({ parallel: 1, maxWaiting: 1 });

  const [failed, next] = await Promise.allSettled([
    gate(() => Promise.reject(new Error("no"))),
    gate(() => Promise.resolve("done")),
  ]);

  expect([failed.status, next.status]).toEqual(["rejected", "fulfilled"]);
});
