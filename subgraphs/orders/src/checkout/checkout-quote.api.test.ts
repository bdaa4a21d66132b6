import { afterAll, it, expect } from "vitest";
import { startOrders } from "../testing/start-orders.ts";

const orders = await startOrders();
const { siblings, checkout } = orders;
afterAll(() => orders.stop());

it.each([
  { discounts: 300, shipping: 490, tax: 350, taxIncluded: true, total: 4_190 },
  { discounts: 300, shipping: 0, tax: 703, taxIncluded: false, total: 4_403 },
])("takes over the whole quote of the cart: $discounts off, total $total", async ({ total, ...charges }) => {
  const cartId = siblings.addCart({ lineCount: 2 });
  siblings.cart(cartId).charges = charges;
  const { order } = await checkout({ cartId });

  const { order: found } = await orders.data<{ order: object }>(
    `query ($id: ID!, $accessKey: String) { order(id: $id, accessKey: $accessKey) {
      subtotal { minorUnits } discounts { minorUnits } shipping { minorUnits } tax { minorUnits } taxIncluded total { minorUnits }
      lines { nodes { unitPrice { minorUnits } discounts { minorUnits } tax { minorUnits } total { minorUnits } } }
    } }`,
    { id: order!.id, accessKey: order!.accessKey },
  );

  expect(found).toEqual({
    subtotal: { minorUnits: 4_000 },
    discounts: { minorUnits: charges.discounts },
    shipping: { minorUnits: charges.shipping },
    tax: { minorUnits: charges.tax },
    taxIncluded: charges.taxIncluded,
    total: { minorUnits: total },
    lines: {
      nodes: [
        {
          unitPrice: { minorUnits: 1_000 },
          discounts: { minorUnits: 300 },
          tax: { minorUnits: charges.tax },
          total: { minorUnits: 1_700 },
        },
        {
          unitPrice: { minorUnits: 1_000 },
          discounts: { minorUnits: 0 },
          tax: { minorUnits: 0 },
          total: { minorUnits: 2_000 },
        },
      ],
    },
  });
});
