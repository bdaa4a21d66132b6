import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import {
  AccountRegisterDocument,
  AccountVerifyDocument,
  CheckoutStartDocument,
  SessionCreateDocument,
} from "../../../clients/storefront/graphql.ts";
import { query, send } from "../../setup/graph-client.ts";
import {
  checkoutInput,
  createCart,
  findVariant,
  mailsTo,
  onDatabase,
  openPayment,
  orderBecomes,
  payByCard,
  readOrder,
} from "../../setup/shopper.ts";

const ERASE = "mutation ($input: AccountEraseInput!) { accountErase(input: $input) { userErrors { code } } }";

/** Every row of every table of the subgraph's database, as one text. */
const everything = (subgraph: string): Promise<string> =>
  onDatabase(subgraph, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const tables: unknown[] = [];
    for (const { name } of rows) tables.push((await client.query(`SELECT * FROM ${name}`)).rows);
    return JSON.stringify(tables);
  });

it("a person who erases their account is forgotten in every database, and what they paid stays", async () => {
  const canary = `canary-${randomUUID().slice(0, 8)}`;
  const email = `${canary}@example.test`;
  const password = "correct horse battery";
  await query(AccountRegisterDocument, { input: { email, password, fullName: `Canary ${canary}` } });
  await expect.poll(async () => (await mailsTo(email)).length, { timeout: 10_000 }).toBe(1);
  const token = /token=([\w.-]+)/.exec((await mailsTo(email))[0]!.text)![1]!;
  await query(AccountVerifyDocument, { input: { token } });
  const { session } = (await query(SessionCreateDocument, { input: { email, password } })).sessionCreate;
  const accessToken = session!.accessToken;
  const { id: variantId } = await findVariant(4);
  const cartId = await createCart(variantId, 1, accessToken);
  const placed = await query(CheckoutStartDocument, { input: checkoutInput(cartId, { email }) }, { accessToken });
  const order = placed.checkoutStart.order!;
  await payByCard(await openPayment(order.id, accessToken), "pm_card_visa");
  await orderBecomes(order.id, order.accessKey, "PAID");
  await createCart(variantId, 1, accessToken);
  const amounts = () =>
    onDatabase("orders", async (client) => {
      const text = "SELECT number, status, total_minor, currency FROM orders WHERE id = $1";
      return (await client.query(text, [order.id])).rows;
    });
  const before = await amounts();

  const erased = await send<{ accountErase: object }, object>(ERASE, { input: { password } }, { accessToken });
  expect(erased).toMatchObject({ data: { accountErase: { userErrors: [] } } });

  for (const subgraph of ["accounts", "products", "carts", "orders", "payments"]) {
    await expect.poll(async () => (await everything(subgraph)).includes(canary), { timeout: 15_000 }).toBe(false);
  }
  expect(await amounts()).toEqual(before);
  expect(await readOrder(order.id, order.accessKey)).toBeNull();
  const again = await query(SessionCreateDocument, { input: { email, password } });
  expect(again.sessionCreate.session).toBeNull();
});
