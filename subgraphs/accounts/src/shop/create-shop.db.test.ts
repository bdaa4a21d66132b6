import { afterAll, describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { actorOf, createAnnouncements, heldAt, insertShop, readShopState, readShopTrail } from "../testing/shops.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import { createCreateShop } from "./create-shop.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const now = () => new Date("2026-11-25T10:20:30Z");
const { told, announceAccessChange } = createAnnouncements();
const createShop = createCreateShop({ db, announceAccessChange, now });
const racing = (callers: number) =>
  createCreateShop({ db: heldAt(db, createBarrier(callers)), announceAccessChange, now });
const codesOf = (outcome: Awaited<ReturnType<typeof createShop>>) =>
  outcome.kind === "refused" ? outcome.problems.map(({ code }) => code) : [outcome.kind];

describe("opening a shop", () => {
  it("stores it with an event and an audit entry, and tells that its owner may do more", async () => {
    const mia = await insertUser(db);
    const input = { name: "  Zoe\u0308's  Plants ", handle: "zoes-plants", description: " For\r\nevery window \n" };

    const outcome = await createShop(actorOf(viewerOf(mia)), input);

    expect(outcome).toEqual({
      kind: "created",
      shop: {
        id: expect.stringMatching(/^shop_/),
        ownerUserId: mia.id,
        name: "Zoë's  Plants",
        handle: "zoes-plants",
        description: "For\nevery window",
        version: 1,
        createdAt: now(),
        closedAt: null,
      },
    });
    const [shop] = await db.shops.findByHandles(["zoes-plants"]);
    expect(outcome).toEqual({ kind: "created", shop });
    expect(await readShopTrail(db, shop!.id)).toEqual({
      events: ["accounts.shop-opened.v1"],
      actions: ["shop.create"],
    });
    expect(told.filter((id) => id === mia.id)).toEqual([mia.id]);
  });

  it("makes one of eight calls at once of one person, and tells the others why not", async () => {
    const mia = await insertUser(db);
    const create = racing(8);

    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create(actorOf(viewerOf(mia)), { name: `Shop ${index} of one` })),
    );

    expect(outcomes.flatMap(codesOf).sort()).toEqual([...Array<string>(7).fill("ALREADY_OWNS_SHOP"), "created"]);
    const { rows } = await db.pool.query("SELECT 1 FROM shops WHERE owner_user_id = $1", [mia.id]);
    expect(rows).toHaveLength(1);
  });

  it("gives one of eight people the handle that all want at once", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => insertUser(db)));
    const create = racing(8);

    const outcomes = await Promise.all(
      people.map((person) => create(actorOf(viewerOf(person)), { name: "Wanted", handle: "wanted-by-all" })),
    );

    expect(outcomes.flatMap(codesOf).sort()).toEqual([...Array<string>(7).fill("HANDLE_TAKEN"), "created"]);
    expect(await db.shops.findByHandles(["wanted-by-all"])).toHaveLength(1);
  });

  it("finds a handle of its own for each of eight shops of one name at once", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => insertUser(db)));
    const create = racing(8);

    const outcomes = await Promise.all(
      people.map((person) => create(actorOf(viewerOf(person)), { name: "Same Name" })),
    );

    const handles = outcomes.map((outcome) => (outcome.kind === "created" ? outcome.shop.handle : outcome.kind));
    expect(new Set(handles).size).toBe(8);
    expect(handles).toEqual(expect.arrayContaining(["same-name", "same-name-2", "same-name-3", "same-name-4"]));
    expect(handles.filter((handle) => !handle.startsWith("same-name"))).toEqual([]);
  });

  it("lets a person open another one after closing the first, whose handle stays taken", async () => {
    const mia = await insertUser(db);
    await insertShop(db, mia, { handle: "closed-one", closedAt: new Date() });

    expect(codesOf(await createShop(actorOf(viewerOf(mia)), { name: "Again", handle: "closed-one" }))).toEqual([
      "HANDLE_TAKEN",
    ]);
    expect(codesOf(await createShop(actorOf(viewerOf(mia)), { name: "Again" }))).toEqual(["created"]);
  });
});

describe("a refused shop", () => {
  it("comes with everything that is wrong at once, and changes nothing", async () => {
    const mia = await insertUser(db, { emailVerifiedAt: null });
    await insertShop(db, mia);
    await insertShop(db, await insertUser(db), { handle: "taken" });
    const before = await readShopState(db);
    const heard = told.length;
    const create = (input: object) => createShop(actorOf(viewerOf(mia)), { name: "Fine", ...input });

    expect(await create({ name: " ", handle: "Admin!", description: "a\u0000b" })).toEqual({
      kind: "refused",
      problems: [
        { code: "NAME_EMPTY", field: ["name"] },
        { code: "INVALID_HANDLE", field: ["handle"] },
        { code: "DESCRIPTION_UNPRINTABLE", field: ["description"] },
        { code: "EMAIL_NOT_VERIFIED", field: null },
        { code: "ALREADY_OWNS_SHOP", field: null },
      ],
    });
    expect(codesOf(await create({ handle: "taken", description: "x".repeat(2_001) }))).toEqual([
      "DESCRIPTION_TOO_LONG",
      "HANDLE_TAKEN",
      "EMAIL_NOT_VERIFIED",
      "ALREADY_OWNS_SHOP",
    ]);

    expect(await readShopState(db)).toEqual(before);
    expect(told.length).toBe(heard);
  });

  it.each([
    ["a\u0000b", "NAME_UNPRINTABLE"],
    ["two\nlines", "NAME_UNPRINTABLE"],
    ["\u202egnp.exe", "NAME_UNPRINTABLE"],
    ["\ud800", "NAME_UNPRINTABLE"],
    ["P\u0430ypal", "NAME_MIXED_SCRIPTS"],
    ["x".repeat(101), "NAME_TOO_LONG"],
    ["x".repeat(10_000), "NAME_TOO_LONG"],
    ["\u0000".repeat(10_000), "NAME_TOO_LONG"],
    ["\u200b", "NAME_UNPRINTABLE"],
  ])("has no name like %j", async (name, code) => {
    const mia = await insertUser(db);
    expect(codesOf(await createShop(actorOf(viewerOf(mia)), { name }))).toEqual([code]);
    expect(await db.shops.findOpenOf(mia.id)).toBeNull();
  });

  it.each([
    ["", "INVALID_HANDLE"],
    ["-a", "INVALID_HANDLE"],
    ["a--b", "INVALID_HANDLE"],
    ["A", "INVALID_HANDLE"],
    ["a\u0000", "INVALID_HANDLE"],
    ["a\n", "INVALID_HANDLE"],
    ["a".repeat(61), "INVALID_HANDLE"],
    ["admin", "HANDLE_RESERVED"],
    ["graphql", "HANDLE_RESERVED"],
  ])("has no handle like %j", async (handle, code) => {
    const mia = await insertUser(db);
    expect(codesOf(await createShop(actorOf(viewerOf(mia)), { name: "Fine", handle }))).toEqual([code]);
    expect(await db.shops.findOpenOf(mia.id)).toBeNull();
  });
});

it("is not for guests, API keys, and people who are suspended or gone", async () => {
  const suspended = await insertUser(db);
  await db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [suspended.id]);
  const gone = { ...suspended, id: newId("user", new Date()) };
  const key = { ...viewerOf(await insertUser(db)), kind: "apiKey", apiKeyId: newId("key", new Date()) } as const;
  const before = await readShopState(db);

  await expect(createShop(actorOf({ kind: "guest" }), { name: "Fine" })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await expect(createShop(actorOf(key), { name: "Fine" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  for (const person of [suspended, gone]) {
    await expect(createShop(actorOf(viewerOf(person)), { name: "Fine" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  }

  expect(await readShopState(db)).toEqual(before);
});
