import { afterAll, describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { createCreateShop } from "../shop/create-shop.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
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
import { openTestDatabase } from "../testing/start-accounts.ts";
import { createRemoveMember } from "./remove-member.ts";
import { createSetMemberRole } from "./set-member-role.ts";
import { createTransferOwnership } from "./transfer-ownership.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const now = () => new Date("2026-11-25T10:20:30Z");
const { told, announceAccessChange } = createAnnouncements();
const deps = { db, announceAccessChange, now };
const setRole = createSetMemberRole(deps);
const remove = createRemoveMember(deps);
const transfer = createTransferOwnership(deps);

async function openShop() {
  const [owner, member] = [await insertUser(db), await insertUser(db, { fullName: "Jonas Vik" })];
  const shop = await insertShop(db, owner);
  await joinShop(db, shop.id, member, "CATALOG");
  return {
    owner,
    member,
    shop,
    asOwner: actorOf(memberViewer(owner, shop.id, "OWNER")),
    asMember: actorOf(memberViewer(member, shop.id, "CATALOG")),
  };
}
const refusedWith = (code: string, field: string) => ({ kind: "refused", problems: [{ code, field: [field] }] });
const rolesIn = async (shopId: string) =>
  Object.fromEntries((await db.shopMembers.findOfShops([shopId])).map(({ userId, role }) => [userId, role]));

describe("a member's role", () => {
  it("is the one that the owner gives, told to whoever remembers the former", async () => {
    const { shop, owner, member, asOwner } = await openShop();
    const input = { shopId: shop.id, userId: member.id, role: "FULFILLMENT" } as const;

    expect(await setRole(asOwner, input)).toMatchObject({
      kind: "set",
      member: { userId: member.id, role: "FULFILLMENT" },
    });
    expect(await setRole(asOwner, input)).toMatchObject({ kind: "set", member: { role: "FULFILLMENT" } });

    expect(await rolesIn(shop.id)).toEqual({ [owner.id]: "OWNER", [member.id]: "FULFILLMENT" });
    expect((await readShopTrail(db, shop.id)).actions).toEqual(["shop.member-role-set"]);
    expect(told).toContain(member.id);
  });

  it("is never the owner's, nor of someone who is not there: all of it said at once, nothing changed", async () => {
    const { shop, owner, member, asOwner } = await openShop();
    const stranger = await insertUser(db);
    const before = await readShopState(db);
    const set = (userId: string, role: "OWNER" | "CATALOG") => setRole(asOwner, { shopId: shop.id, userId, role });

    expect(await set(owner.id, "CATALOG")).toEqual(refusedWith("IS_OWNER", "userId"));
    expect(await set(member.id, "OWNER")).toEqual(refusedWith("INVALID_ROLE", "role"));
    for (const userId of [stranger.id, newId("user", now()), "nonsense\u0000"]) {
      expect(await set(userId, "CATALOG")).toEqual(refusedWith("NOT_FOUND", "userId"));
    }
    expect(await set(stranger.id, "OWNER")).toEqual({
      kind: "refused",
      problems: [
        { code: "NOT_FOUND", field: ["userId"] },
        { code: "INVALID_ROLE", field: ["role"] },
      ],
    });
    expect(await readShopState(db)).toEqual(before);
  });
});

describe("a member", () => {
  it("is removed by the owner, or leaves", async () => {
    for (const by of ["asOwner", "asMember"] as const) {
      const { shop, member, ...actors } = await openShop();
      expect(await remove(actors[by], { shopId: shop.id, userId: member.id })).toEqual({ kind: "removed", shop });
      expect(await db.shopMembers.findMemberships(member.id)).toEqual([]);
      expect((await readShopTrail(db, shop.id)).actions).toEqual(["shop.member-remove"]);
      expect(told.filter((id) => id === member.id)).toEqual([member.id]);
    }
  });

  it("removes nobody else, nor does a key leave for its owner; the owner stays", async () => {
    const { shop, owner, member, asOwner, asMember } = await openShop();
    const other = await insertUser(db);
    await joinShop(db, shop.id, other, "FULFILLMENT");
    const keyOf = (roles: ("OWNER" | "CATALOG")[], userId: typeof owner.id) =>
      actorOf({
        ...viewerOf(owner),
        kind: "apiKey",
        userId,
        apiKeyId: newId("key", now()),
        memberships: [{ shopId: shop.id, roles }],
      });
    const before = await readShopState(db);
    const missing = refusedWith("NOT_FOUND", "userId");

    for (const userId of [other.id, owner.id, newId("user", now()), "nonsense\u0000"]) {
      expect(await remove(asMember, { shopId: shop.id, userId })).toEqual(missing);
    }
    expect(await remove(keyOf(["CATALOG"], owner.id), { shopId: shop.id, userId: member.id })).toEqual(missing);
    expect(await remove(keyOf(["CATALOG"], member.id), { shopId: shop.id, userId: member.id })).toEqual(missing);
    expect(await remove(asOwner, { shopId: shop.id, userId: owner.id })).toEqual(refusedWith("IS_OWNER", "userId"));
    expect(await readShopState(db)).toEqual(before);
    expect(await remove(keyOf(["OWNER"], owner.id), { shopId: shop.id, userId: other.id })).toMatchObject({
      kind: "removed",
    });
  });
});

describe("a transfer", () => {
  it("makes the member the owner and the owner a member, tells both by mail, and leaves one trace", async () => {
    const { shop, owner, member, asOwner } = await openShop();

    const outcome = await transfer(asOwner, { shopId: shop.id, userId: member.id });

    expect(outcome).toEqual({ kind: "transferred", shop: { ...shop, ownerUserId: member.id, version: 2 } });
    expect(await rolesIn(shop.id)).toEqual({ [member.id]: "OWNER", [owner.id]: "CATALOG" });
    const { rows } = await db.pool.query(
      "SELECT to_address, data FROM mails WHERE template = 'shop-ownership-transferred' AND user_id = ANY($1)",
      [[owner.id, member.id]],
    );
    const data = { shopName: shop.name, newOwnerName: "Jonas V." };
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([owner.email, member.email].map((address) => ({ to_address: address, data }))),
    );
    expect(await readShopTrail(db, shop.id)).toEqual({
      events: ["accounts.shop-updated.v1"],
      actions: ["shop.ownership-transfer"],
    });
    expect(told).toEqual(expect.arrayContaining([owner.id, member.id]));
    expect(await transfer(asOwner, { shopId: shop.id, userId: member.id })).toEqual({ kind: "notFound" });
  });

  it("happens once when both members are to get the shop at once", async () => {
    const { shop, owner, member, asOwner } = await openShop();
    const other = await insertUser(db);
    await joinShop(db, shop.id, other, "FULFILLMENT");
    const racing = createTransferOwnership({ ...deps, db: heldAt(db, createBarrier(2)) });

    const outcomes = await Promise.all(
      [member, other].map(({ id }) => racing(asOwner, { shopId: shop.id, userId: id })),
    );

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["notFound", "transferred"]);
    const roles = await rolesIn(shop.id);
    expect(Object.values(roles).sort()).toEqual(
      roles[member.id] === "OWNER" ? ["CATALOG", "FULFILLMENT", "OWNER"] : ["CATALOG", "CATALOG", "OWNER"],
    );
    expect(roles[owner.id]).toBe("CATALOG");
  });

  it("meets the removal of the same member: they are the owner, or gone", async () => {
    for (let round = 0; round < 4; round++) {
      const { shop, owner, member, asOwner, asMember } = await openShop();
      const held = { ...deps, db: heldAt(db, createBarrier(2)) };
      const input = { shopId: shop.id, userId: member.id };

      const [transferred, removed] = await Promise.all([
        createTransferOwnership(held)(asOwner, input),
        createRemoveMember(held)(round % 2 ? asOwner : asMember, input),
      ]);

      const happened = transferred.kind === "transferred";
      expect([transferred.kind, removed.kind]).toEqual(happened ? ["transferred", "refused"] : ["refused", "removed"]);
      expect(await rolesIn(shop.id)).toEqual(
        happened ? { [member.id]: "OWNER", [owner.id]: "CATALOG" } : { [owner.id]: "OWNER" },
      );
    }
  });

  it("meets the member's own new shop: they get one of the two", async () => {
    for (let round = 0; round < 4; round++) {
      const { shop, member, asOwner } = await openShop();
      const held = { ...deps, db: heldAt(db, createBarrier(2)) };

      const [transferred, created] = await Promise.all([
        createTransferOwnership(held)(asOwner, { shopId: shop.id, userId: member.id }),
        createCreateShop(held)(actorOf(viewerOf(member)), { name: "My own" }),
      ]);

      const happened = transferred.kind === "transferred";
      expect([transferred.kind, created.kind]).toEqual(happened ? ["transferred", "refused"] : ["refused", "created"]);
      const { rows } = await db.pool.query("SELECT 1 FROM shops WHERE owner_user_id = $1", [member.id]);
      expect(rows).toHaveLength(1);
    }
  });

  it("is refused, with nothing changed, for whoever cannot own the shop, and for keys and strangers", async () => {
    const { shop, owner, member, asOwner, asMember } = await openShop();
    const [merchant, suspended] = [await insertUser(db), await insertUser(db)];
    await insertShop(db, merchant);
    for (const person of [merchant, suspended]) await joinShop(db, shop.id, person, "CATALOG");
    await db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [suspended.id]);
    const key = { ...memberViewer(owner, shop.id, "OWNER"), kind: "apiKey", apiKeyId: newId("key", now()) } as const;
    const before = await readShopState(db);
    const to = (userId: string) => transfer(asOwner, { shopId: shop.id, userId });
    const refusal = (code: string) => ({ kind: "refused", problem: { code, field: ["userId"] } });

    expect(await to(merchant.id)).toEqual(refusal("CANNOT_OWN"));
    expect(await to(suspended.id)).toEqual(refusal("CANNOT_OWN"));
    expect(await to(owner.id)).toEqual(refusal("IS_OWNER"));
    for (const userId of [(await insertUser(db)).id, newId("user", now()), "nonsense\u0000"]) {
      expect(await to(userId)).toEqual(refusal("NOT_FOUND"));
    }
    expect(await transfer(asMember, { shopId: shop.id, userId: member.id })).toEqual({ kind: "notFound" });
    await expect(transfer(actorOf(key), { shopId: shop.id, userId: member.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await readShopState(db)).toEqual(before);
  });
});
