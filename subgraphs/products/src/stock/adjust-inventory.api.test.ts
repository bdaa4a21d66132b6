import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { makeProduct } from "../testing/make-product.ts";
import { findUnbalancedLevels, readMovements, readVariantEvents } from "../testing/read-movements.ts";
import { readListing, readStock } from "../testing/read-stock.ts";
import { type Adjusted, keyOf, personOf, shopNumber, startInventory } from "../testing/start-inventory.ts";

const now = new Date();
let test: Awaited<ReturnType<typeof startInventory>>;
let shopId: ShopId;
let shops = 0;
beforeAll(async () => {
  test = await startInventory();
});
afterAll(() => test.close());
beforeEach(() => {
  shopId = shopNumber(++shops);
});

const codes = ({ userErrors }: Adjusted) => userErrors.map(({ code, field }) => [code, field.join(".")]);

it("adds and sets units, leaves a movement and an audit record of each, and shows the product in stock", async () => {
  const { product, variantIds } = await test.storeProduct(shopId, 0, 2);
  const member = personOf(shopId, ["CATALOG"]);

  const { adjustment, userErrors } = await test.adjust(
    member,
    [
      { variantId: variantIds[0], delta: 8 },
      { variantId: variantIds[1], setTo: 3, expectedAvailable: 0 },
    ],
    { note: "  Three boxes " },
  );

  expect(userErrors).toEqual([]);
  expect(adjustment).toMatchObject({
    id: expect.stringMatching(/^adj_/) as string,
    reason: "RECEIVED",
    note: "Three boxes",
    changes: [
      { variantId: variantIds[0], before: 0, after: 8 },
      { variantId: variantIds[1], before: 0, after: 3 },
    ],
  });
  expect(await readStock(test.pool, variantIds[0]!)).toEqual({ stocked: 8, available: 8, reserved: 0, sold: 0 });
  expect(await readMovements(test.pool, variantIds[1]!)).toEqual([["RECEIVED", 3, 0, 0]]);
  expect(await readListing(test.pool, product.id)).toEqual({ inStock: true, unitsSold: 0 });
  expect(await readVariantEvents(test.pool, "products.back-in-stock.v1", variantIds[0]!)).toMatchObject([
    { available: 8 },
  ]);
  const { rows } = await test.pool.query<{ payload: unknown }>(
    "SELECT payload FROM outbox_events WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1",
    [variantIds[0]],
  );
  expect(rows.map(({ payload }) => payload)).toEqual([
    {
      action: "inventory.adjust",
      actor: { kind: "USER", userId: member.userId, apiKeyId: null },
      subject: { type: "ProductVariant", id: variantIds[0] },
      before: { available: 0 },
      after: { available: 8, reason: "RECEIVED", adjustmentId: adjustment!.id, shopId },
    },
  ]);
  expect(await findUnbalancedLevels(test.pool)).toEqual([]);
});

it("changes all or nothing, and names everything that is wrong at once", async () => {
  const { variantIds } = await test.storeProduct(shopId, 5, 3);
  const foreign = makeProduct({ shopId: shopNumber(250) });
  await test.store([foreign], { available: 5 });
  const unknown = newId("var", now);
  const before = await test.written();

  const state = await test.adjust(personOf(shopId, ["OWNER"]), [
    { variantId: variantIds[0], delta: 1 },
    { variantId: variantIds[1], delta: -6 },
    { variantId: variantIds[2], setTo: 2, expectedAvailable: 4 },
    { variantId: foreign.variants[0]!.id, delta: 1 },
    { variantId: unknown, delta: 1 },
  ]);
  expect(state.adjustment).toBeNull();
  expect(codes(state)).toEqual([
    ["NOT_FOUND", "changes.3.variantId"],
    ["NOT_FOUND", "changes.4.variantId"],
    ["INSUFFICIENT_STOCK", "changes.1.delta"],
    ["CONFLICT", "changes.2.expectedAvailable"],
  ]);
  expect(state.userErrors[3]!.message).toBe("The stock has changed in the meantime. 5 can be sold now.");

  const input = await test.adjust(
    personOf(shopId, ["OWNER"]),
    [
      { variantId: variantIds[0], delta: 0 },
      { variantId: variantIds[1], delta: 1, setTo: 1 },
      { variantId: "nonsense", setTo: 1 },
      { variantId: foreign.variants[0]!.id, setTo: 1 },
    ],
    { idempotencyKey: "short", note: "a\u0000b" },
  );
  expect(codes(input)).toEqual([
    ["INVALID_IDEMPOTENCY_KEY", "idempotencyKey"],
    ["NOTE_UNPRINTABLE", "note"],
    ["QUANTITY_OUT_OF_RANGE", "changes.0.delta"],
    ["DELTA_OR_SET_TO", "changes.1"],
    ["NOT_FOUND", "changes.2.variantId"],
    ["NOT_FOUND", "changes.3.variantId"],
  ]);
  expect(await test.written()).toEqual(before);
});

it("is for the shop's owner, its catalogue people and their programs alone; all others change nothing", async () => {
  const { variantId } = await test.storeProduct(shopId, 1);
  const change = [{ variantId, delta: 1 }];
  for (const viewer of [personOf(shopId, ["OWNER"]), personOf(shopId, ["CATALOG"]), keyOf(shopId, ["CATALOG"])]) {
    expect(codes(await test.adjust(viewer, change))).toEqual([]);
  }
  const before = await test.written();
  const elsewhere = shopNumber(251);
  for (const [viewer, answer] of [
    [personOf(shopId, ["FULFILLMENT"]), ["NOT_FOUND", "changes"]],
    [keyOf(shopId, ["FULFILLMENT"]), ["NOT_FOUND", "changes"]],
    [personOf(elsewhere, ["OWNER"]), ["NOT_FOUND", "changes.0.variantId"]],
  ] as const) {
    expect(codes(await test.adjust(viewer, change))).toEqual([answer]);
  }
  expect((await test.adjustRaw(GUEST, change)).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect(await test.written()).toEqual(before);
});

it("answers a repeat under its key as it did at first, other input and other people's keys apart", async () => {
  const { variantId } = await test.storeProduct(shopId, 1);
  const member = personOf(shopId, ["CATALOG"]);
  const key = { idempotencyKey: "the-same-key" };
  const first = await test.adjust(member, [{ variantId, delta: 2 }], key);
  const refusedKey = { idempotencyKey: "a-refused-key" };
  const refused = await test.adjust(member, [{ variantId, delta: -9 }], refusedKey);
  expect(codes(refused)).toEqual([["INSUFFICIENT_STOCK", "changes.0.delta"]]);
  await test.adjust(member, [{ variantId, delta: 20 }]);
  const before = await test.written();

  expect(await test.adjust(member, [{ variantId, delta: 2 }], key)).toEqual(first);
  expect(await test.adjust(member, [{ variantId, delta: -9 }], refusedKey)).toEqual(refused);
  expect(codes(await test.adjust(member, [{ variantId, delta: 3 }], key))).toEqual([
    ["IDEMPOTENCY_KEY_REUSED", "idempotencyKey"],
  ]);
  expect(await test.written()).toEqual(before);

  expect(codes(await test.adjust(personOf(shopId, ["CATALOG"]), [{ variantId, delta: 3 }], key))).toEqual([]);
  expect(await readStock(test.pool, variantId)).toMatchObject({ available: 26 });
});

it("says that an adjustment is on its way while another call with its key has not ended", async () => {
  const { variantId } = await test.storeProduct(shopId, 1);
  const member = personOf(shopId, ["CATALOG"]);
  const client = await test.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `inventoryAdjust ${member.userId} a-busy-key`,
    ]);
    const change = [{ variantId, delta: 1 }];
    expect(codes(await test.adjust(member, change, { idempotencyKey: "a-busy-key" }))).toEqual([
      ["IDEMPOTENCY_IN_PROGRESS", "idempotencyKey"],
    ]);
    expect(await readStock(test.pool, variantId)).toMatchObject({ available: 1 });
    await client.query("ROLLBACK");
    expect(codes(await test.adjust(member, change, { idempotencyKey: "a-busy-key" }))).toEqual([]);
  } finally {
    client.release();
  }
  expect(await readStock(test.pool, variantId)).toMatchObject({ available: 2 });
});

it("applies one adjustment of twenty calls with the same key at the same time", async () => {
  const { variantId } = await test.storeProduct(shopId, 1);
  const member = personOf(shopId, ["CATALOG"]);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      test.adjust(member, [{ variantId, delta: 5 }], { idempotencyKey: "one-of-twenty" }),
    ),
  );
  const ids = new Set(answers.flatMap(({ adjustment }) => (adjustment ? [adjustment.id] : [])));
  expect(ids.size).toBe(1);
  expect(answers.flatMap(codes).every(([code]) => code === "IDEMPOTENCY_IN_PROGRESS")).toBe(true);
  expect(await readStock(test.pool, variantId)).toMatchObject({ available: 6 });
});

it("adjusts a hundred variants by as many statements as one", async () => {
  const costOf = async (variants: number) => {
    const { variantIds } = await test.storeProduct(shopId, 0, variants);
    const changes = variantIds.map((variantId) => ({ variantId, delta: 9 }));
    return countQueries(test.databaseUrl, async () => {
      expect(codes(await test.adjust(personOf(shopId, ["CATALOG"]), changes))).toEqual([]);
    });
  };
  expect(await costOf(100)).toBe(await costOf(1));
});
