import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { aNewLine, aNewOrder, openDatabase, rowsOf } from "../testing/open-database.ts";

const db = await openDatabase();
afterAll(() => db.close());

/** Who waits for a lock that another transaction holds. */
const waiting = async () =>
  (await rowsOf(db, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length;

it("forgets an order whose placing had begun when its buyer was forgotten", async () => {
  const customerId = newId("user", new Date());
  const hasLooked = createBarrier(2);
  const mayInsert = createBarrier(2);
  const order = aNewOrder({ customerId, email: "canary@example.test" });
  const placing = db.transaction(async ({ erasure, orders }) => {
    expect(await erasure.isErased(customerId)).toBe(false);
    await hasLooked();
    await mayInsert();
    await orders.insert(order, [aNewLine()]);
  });
  await hasLooked();
  const erasing = db.transaction(({ erasure }) => erasure.erase(customerId, new Date()));
  await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
  await mayInsert();
  await Promise.all([placing, erasing]);

  expect((await db.orders.find({ id: order.id }))?.email).toBe("erased@erased.invalid");
  expect(await db.transaction(({ erasure }) => erasure.isErased(customerId))).toBe(true);
});

it("lets two orders of one buyer be placed at the same time", async () => {
  const customerId = newId("user", new Date());
  const bothInside = createBarrier(2);
  const place = () =>
    db.transaction(async ({ erasure, orders }) => {
      await erasure.isErased(customerId);
      await bothInside();
      await orders.insert(aNewOrder({ customerId }), [aNewLine()]);
    });
  await Promise.all([place(), place()]);
  expect(await rowsOf(db, "SELECT 1 FROM orders WHERE customer_id = $1", customerId)).toHaveLength(2);
});
