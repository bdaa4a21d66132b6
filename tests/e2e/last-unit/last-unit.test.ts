import { expect, it } from "vitest";
import { CheckoutStartDocument } from "../../../clients/storefront/graphql.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { query } from "../../setup/graph-client.ts";
import { checkoutInput, createCart, findVariant, onDatabase, stockExactly } from "../../setup/shopper.ts";

const BUYERS = 50;

it("fifty buyers of the last unit make exactly one order, and the others are told why", async () => {
  const { id: variantId } = await findVariant(4);
  const readStock = await stockExactly(variantId, 1);
  const carts = await Promise.all(Array.from({ length: BUYERS }, () => createCart(variantId)));
  const allReady = createBarrier(BUYERS);
  const answers = await Promise.all(
    carts.map(async (cartId) => {
      const input = checkoutInput(cartId);
      await allReady();
      return (await query(CheckoutStartDocument, { input })).checkoutStart;
    }),
  );

  const winners = answers.filter(({ order }) => order);
  const reasons = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
  expect(winners).toHaveLength(1);
  expect(reasons).toEqual(Array.from({ length: BUYERS - 1 }, () => "OUT_OF_STOCK"));
  expect(await readStock()).toEqual({ available: 0, reserved: 1 });
  const { rows } = await onDatabase("orders", (client) =>
    client.query("SELECT id FROM orders WHERE cart_id = ANY($1)", [carts]),
  );
  expect(rows).toEqual([{ id: winners[0]!.order!.id }]);
});
