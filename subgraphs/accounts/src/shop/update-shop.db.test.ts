import { afterAll, expect, it } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { insertUser } from "../testing/new-user.ts";
import { actorOf, heldAt, insertShop, memberViewer, readShopState, readShopTrail } from "../testing/shops.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import { createUpdateShop } from "./update-shop.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const now = () => new Date("2026-11-25T10:20:30Z");
const updateShop = createUpdateShop({ db, now });

async function openShop(changes: Parameters<typeof insertShop>[2] = {}) {
  const owner = await insertUser(db);
  const shop = await insertShop(db, owner, changes);
  return { shop, as: actorOf(memberViewer(owner, shop.id, "OWNER")) };
}

it("changes what is given, leaves the rest, and tells of it once", async () => {
  const { shop, as } = await openShop({ description: "Old" });

  const outcome = await updateShop(as, { shopId: shop.id, name: " New  name", handle: null, expectedVersion: 1 });

  expect(outcome).toEqual({ kind: "updated", shop: { ...shop, name: "New  name", version: 2 } });
  expect(await db.shops.findByIds([shop.id])).toEqual([{ ...shop, name: "New  name", version: 2 }]);
  expect(await readShopTrail(db, shop.id)).toEqual({ events: ["accounts.shop-updated.v1"], actions: ["shop.update"] });
  const { rows } = await db.pool.query("SELECT before, after FROM audit_entries WHERE subject_id = $1", [shop.id]);
  expect(rows).toEqual([{ before: { name: "Harbour Roasters" }, after: { name: "New  name" } }]);
});

it("takes what is there already for no change", async () => {
  const { shop, as } = await openShop();
  const before = await readShopState(db);

  expect(await updateShop(as, { shopId: shop.id, name: shop.name, handle: shop.handle })).toEqual({
    kind: "updated",
    shop,
  });
  expect(await updateShop(as, { shopId: shop.id })).toEqual({ kind: "updated", shop });

  expect(await readShopState(db)).toEqual(before);
});

it("lets one of eight changes at once pass that all expect the same version; the others get the shop as it is", async () => {
  const { shop, as } = await openShop();
  const racing = createUpdateShop({ db: heldAt(db, createBarrier(8)), now });

  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => racing(as, { shopId: shop.id, name: `Name ${index}`, expectedVersion: 1 })),
  );

  const [current] = await db.shops.findByIds([shop.id]);
  expect(current!.version).toBe(2);
  const conflict = { kind: "refused", problems: [{ code: "CONFLICT", field: ["expectedVersion"] }], current };
  expect(outcomes.filter(({ kind }) => kind === "updated")).toEqual([{ kind: "updated", shop: current }]);
  expect(outcomes.filter(({ kind }) => kind === "refused")).toEqual(Array(7).fill(conflict));
});

it("gives one of two shops the handle that both want at once", async () => {
  const shops = [await openShop(), await openShop()];
  const racing = createUpdateShop({ db: heldAt(db, createBarrier(2)), now });

  const outcomes = await Promise.all(
    shops.map(({ shop, as }) => racing(as, { shopId: shop.id, handle: "both-want-it" })),
  );

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["refused", "updated"]);
  expect(outcomes).toContainEqual({
    kind: "refused",
    problems: [{ code: "HANDLE_TAKEN", field: ["handle"] }],
    current: null,
  });
  expect(await db.shops.findByHandles(["both-want-it"])).toHaveLength(1);
});

it("names everything that is wrong at once, and changes nothing", async () => {
  const { shop: other } = await openShop();
  const { shop, as } = await openShop();
  const before = await readShopState(db);

  const outcome = await updateShop(as, {
    shopId: shop.id,
    name: "P\u0430ypal",
    handle: other.handle,
    description: "x".repeat(10_000),
    expectedVersion: 7,
  });

  expect(outcome).toEqual({
    kind: "refused",
    problems: [
      { code: "NAME_MIXED_SCRIPTS", field: ["name"] },
      { code: "DESCRIPTION_TOO_LONG", field: ["description"] },
      { code: "HANDLE_TAKEN", field: ["handle"] },
      { code: "CONFLICT", field: ["expectedVersion"] },
    ],
    current: shop,
  });
  expect(await readShopState(db)).toEqual(before);
});

it("does nothing for someone whose ownership is a memory, and in a closed shop", async () => {
  const { shop } = await openShop();
  const former = await insertUser(db);
  const closed = await openShop({ closedAt: new Date() });
  const before = await readShopState(db);

  const stale = actorOf(memberViewer(former, shop.id, "OWNER"));
  expect(await updateShop(stale, { shopId: shop.id, name: "Mine" })).toEqual({ kind: "notFound" });
  expect(await updateShop(closed.as, { shopId: closed.shop.id, name: "Mine" })).toEqual({ kind: "notFound" });
  expect(await updateShop(stale, { shopId: "nonsense\u0000", name: "Mine" })).toEqual({ kind: "notFound" });

  expect(await readShopState(db)).toEqual(before);
});
