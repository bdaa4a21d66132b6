import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { LowStock } from "../../../products/contract/events.ts";
import lowStockSample from "../../../products/contract/samples/products.low-stock.v1.json" with { type: "json" };
import { insertUser } from "../testing/new-user.ts";
import { insertShop, joinShop } from "../testing/shops.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const tell = (shopId: string, id: string) =>
  accounts.deliver({ id, name: LowStock.name, payload: { ...lowStockSample, shopId } });
const mails = async () =>
  (await accounts.db.pool.query("SELECT to_address, data FROM mails WHERE template = 'low-stock' ORDER BY to_address"))
    .rows as { to_address: string; data: unknown }[];

it("warns the owner and the catalogue people of an open shop, once per event, and nobody of a closed or unknown one", async () => {
  const [owner, catalogue, fulfillment] = [
    await insertUser(accounts.db),
    await insertUser(accounts.db),
    await insertUser(accounts.db),
  ];
  const shop = await insertShop(accounts.db, owner);
  await joinShop(accounts.db, shop.id, catalogue, "CATALOG");
  await joinShop(accounts.db, shop.id, fulfillment, "FULFILLMENT");
  const closed = await insertShop(accounts.db, fulfillment, { closedAt: new Date() });

  await Promise.all([tell(shop.id, "evt_low_1"), tell(shop.id, "evt_low_1")]);
  await tell(shop.id, "evt_low_1");
  await tell(closed.id, "evt_low_2");
  await tell(newId("shop", new Date()), "evt_low_3");

  const data = {
    shopName: shop.name,
    items: [{ title: "Linen shirt, Blue / M", sku: "LS-BLU-M", available: 3 }],
  };
  expect(await mails()).toEqual(
    [owner, catalogue]
      .map(({ email }) => ({ to_address: email, data }))
      .sort((a, b) => (a.to_address! < b.to_address! ? -1 : 1)),
  );
  await tell(shop.id, "evt_low_4");
  expect(await mails()).toHaveLength(4);
});
