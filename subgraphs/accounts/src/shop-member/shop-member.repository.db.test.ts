import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { insertUser } from "../testing/new-user.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

async function insertShop(ownerUserId: string, closedAt: Date | null = null) {
  const id = newId("shop", new Date());
  await db.pool.query(
    "INSERT INTO shops (id, owner_user_id, name, handle, created_at, closed_at) VALUES ($1, $2, 'Shop', $3, now(), $4)",
    [id, ownerUserId, `shop-${id.slice(-8)}`, closedAt],
  );
  return id;
}
const join = (shopId: string, userId: string, role: string) =>
  db.pool.query("INSERT INTO shop_members (shop_id, user_id, role, created_at) VALUES ($1, $2, $3, now())", [
    shopId,
    userId,
    role,
  ]);

it("finds what a person is in open shops: the owner of one, a part in others, nothing in closed ones", async () => {
  const [mia, eve] = [await insertUser(db), await insertUser(db)];
  const own = await insertShop(mia.id);
  const ownClosed = await insertShop(mia.id, new Date());
  const other = await insertShop(eve.id);
  const otherClosed = await insertShop(eve.id, new Date());
  await join(other, mia.id, "FULFILLMENT");
  await join(otherClosed, mia.id, "CATALOG");

  expect(await db.shopMembers.findMemberships(mia.id)).toEqual(
    [
      { shopId: own, roles: ["OWNER"] },
      { shopId: other, roles: ["FULFILLMENT"] },
    ].sort((left, right) => (left.shopId < right.shopId ? -1 : 1)),
  );
  expect(await db.shopMembers.findMemberships(eve.id)).toEqual([{ shopId: other, roles: ["OWNER"] }]);
  expect(await db.shopMembers.findMemberships(newId("user", new Date()))).toEqual([]);
  expect([own, other]).not.toContain(ownClosed);
});
