import { afterAll, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { insertUser } from "../testing/new-user.ts";
import {
  actorOf,
  createAnnouncements,
  heldAt,
  insertShop,
  joinShop,
  memberViewer,
  readShopState,
  readShopTrail,
} from "../testing/shops.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import { createCloseShop } from "./close-shop.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const now = () => new Date("2026-11-25T10:20:30Z");
const quiet = { announceAccessChange: async () => {}, now };
const having = (openOrders: number) => ({ findShopCloseBlockers: async () => ({ openOrders }) });
const closeShop = createCloseShop({ db, orders: having(0), ...quiet });

async function openShop() {
  const owner = await insertUser(db);
  const shop = await insertShop(db, owner);
  return { owner, shop, as: actorOf(memberViewer(owner, shop.id, "OWNER")) };
}

it("closes for good: readable, the handle taken, nobody working there, no invitation open", async () => {
  const { owner, shop, as } = await openShop();
  const member = await insertUser(db);
  await joinShop(db, shop.id, member, "CATALOG");
  const invitation = { shopId: shop.id, email: newAddress(), role: "CATALOG" as const, invitedByUserId: owner.id };
  const expiresAt = new Date("2026-12-01T00:00:00Z");
  const { id } = await db.shopInvitations.invite({ ...invitation, createdAt: now(), expiresAt });
  const { told, announceAccessChange } = createAnnouncements();

  const close = createCloseShop({ db, orders: having(0), announceAccessChange, now });
  const outcome = await close(as, { shopId: shop.id, expectedVersion: 1 });

  const closed = { ...shop, version: 2, closedAt: now() };
  expect(outcome).toEqual({ kind: "closed", shop: closed });
  expect(await db.shops.findByHandles([shop.handle])).toEqual([closed]);
  for (const person of [owner, member]) expect(await db.shopMembers.findMemberships(person.id)).toEqual([]);
  expect(told.sort()).toEqual([owner.id, member.id].sort());
  expect(await db.shopInvitations.findOpen(id, now())).toBeNull();
  expect(await readShopTrail(db, shop.id)).toEqual({ events: ["accounts.shop-closed.v1"], actions: ["shop.close"] });
  expect(await close(as, { shopId: shop.id })).toEqual({ kind: "notFound" });
});

it("is closed once by eight calls at once", async () => {
  const { shop, as } = await openShop();
  const racing = createCloseShop({ db: heldAt(db, createBarrier(8)), orders: having(0), ...quiet });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => racing(as, { shopId: shop.id })));

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["closed", ...Array<string>(7).fill("notFound")]);
  expect((await readShopTrail(db, shop.id)).events).toEqual(["accounts.shop-closed.v1"]);
});

it("stays open while orders are, while orders is away, and when it has changed since", async () => {
  const { shop, as } = await openShop();
  const before = await readShopState(db);
  const away = {
    findShopCloseBlockers: () => Promise.reject(new AppError("UNAVAILABLE", "orders is not available. Try again.")),
  };
  const input = { shopId: shop.id };

  expect(await createCloseShop({ db, orders: having(3), ...quiet })(as, input)).toEqual({
    kind: "blocked",
    openOrders: 3,
  });
  await expect(createCloseShop({ db, orders: away, ...quiet })(as, input)).rejects.toMatchObject({
    code: "UNAVAILABLE",
  });
  expect(await closeShop(as, { ...input, expectedVersion: 4 })).toEqual({ kind: "conflict", current: shop });

  expect(await readShopState(db)).toEqual(before);
});

it("notices a change that comes while orders is being asked", async () => {
  const { shop, as } = await openShop();
  const orders = {
    findShopCloseBlockers: async () => {
      await db.transaction(({ shops }) => shops.update(shop.id, { name: "Changed" }));
      return { openOrders: 0 };
    },
  };

  const outcome = await createCloseShop({ db, orders, ...quiet })(as, { shopId: shop.id, expectedVersion: 1 });

  expect(outcome).toEqual({ kind: "conflict", current: { ...shop, name: "Changed", version: 2 } });
  expect((await readShopTrail(db, shop.id)).events).toEqual([]);
});

it("asks orders about nobody else's shop, and is not for API keys", async () => {
  const { owner, shop } = await openShop();
  const stranger = await openShop();
  const before = await readShopState(db);
  const unplanned = { findShopCloseBlockers: () => Promise.reject(new Error("orders was asked")) };
  const close = createCloseShop({ db, orders: unplanned, ...quiet });
  const stale = actorOf(memberViewer(stranger.owner, shop.id, "OWNER"));
  const key = { ...memberViewer(owner, shop.id, "OWNER"), kind: "apiKey", apiKeyId: newId("key", now()) } as const;

  expect(await close(stale, { shopId: shop.id })).toEqual({ kind: "notFound" });
  expect(await close(stale, { shopId: newId("shop", now()) })).toEqual({ kind: "notFound" });
  await expect(close(actorOf(key), { shopId: shop.id })).rejects.toMatchObject({ code: "FORBIDDEN" });

  expect(await readShopState(db)).toEqual(before);
});
