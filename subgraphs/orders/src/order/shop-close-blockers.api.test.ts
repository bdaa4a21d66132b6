import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { aUser, startOrders } from "../testing/start-orders.ts";
import { ORDER_STATUSES, type OrderStatus } from "./order.ts";

const orders = await startOrders();
const { graphql, placeOrder, sql } = orders;
afterAll(() => orders.stop());

const ask = (shopId: string, caller = "accounts") =>
  graphql("query ($shopId: ID!) { shopCloseBlockers(shopId: $shopId) { openOrders } }", { shopId }, { caller });
const counted = (openOrders: number) => ({ data: { shopCloseBlockers: { openOrders } } });

/** An order of `lines` lines of the shop in that status. */
async function order(shopId: string, status: OrderStatus, lineCount = 1) {
  const { id } = await placeOrder({ lineCount });
  const isPaid = ["PAID", "PARTIALLY_FULFILLED", "FULFILLED"].includes(status);
  await sql(
    "UPDATE orders SET status = $2, payment_id = $3, paid_at = $4::timestamptz WHERE id = $1",
    id,
    status,
    isPaid ? `pay of ${id}` : null,
    isPaid ? "2026-11-23T09:00:00Z" : null,
  );
  await sql("UPDATE order_lines SET shop_id = $2 WHERE order_id = $1", id, shopId);
}

it("counts each order once that waits for money or goods of the shop, and none that is over or of another shop", async () => {
  const shopId = newId("shop", new Date());
  for (const status of ORDER_STATUSES) await order(shopId, status);
  await order(shopId, "PAID", 3);
  await order(newId("shop", new Date()), "PAID");

  // PENDING_PAYMENT, PAID, PARTIALLY_FULFILLED, and the one with three lines.
  expect(await ask(shopId)).toEqual(counted(4));
  expect(await ask(newId("shop", new Date()))).toEqual(counted(0));
  expect(await ask("nonsense\u0000")).toEqual(counted(0));
});

it("answers accounts and nobody else", async () => {
  for (const caller of ["router", "payments"]) {
    const answer = await ask(newId("shop", new Date()), caller);
    expect(answer.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  }
  const asUser = await graphql(
    `
      {
        shopCloseBlockers(shopId: "x") {
          openOrders
        }
      }
    `,
    {},
    { viewer: aUser("order:read") },
  );
  expect(asUser.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
});
