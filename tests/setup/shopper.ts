import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject } from "vitest";
import {
  CartCreateDocument,
  CatalogueListDocument,
  CheckoutStartDocument,
  OrderPageDocument,
  PaymentSessionCreateDocument,
  ProductPageDocument,
} from "../../clients/storefront/graphql.ts";
import { query } from "./graph-client.ts";

export const ADDRESS = {
  fullName: "Ada Lovelace",
  line1: "12 Analytical Row",
  city: "Dublin",
  postalCode: "D02 X285",
  countryCode: "IE",
};

/** A variant that can be bought, found by browsing as a guest would. */
export async function findVariant(offset = 0): Promise<{ id: string; priceMinor: number; handle: string }> {
  const { products } = await query(CatalogueListDocument, { first: 20, filter: { inStock: true } });
  const { handle } = products!.nodes[offset]!;
  const { product } = await query(ProductPageDocument, { handle });
  const variant = product!.variants.nodes.find(({ available, price }) => available && price?.currencyCode === "EUR");
  return { id: variant!.id, priceMinor: variant!.price!.minorUnits, handle };
}

/** Gives the variant exactly `units` to sell, and returns how to read what is left. */
export async function stockExactly(
  variantId: string,
  units: number,
): Promise<() => Promise<{ available: number; reserved: number }>> {
  await onDatabase("products", (client) =>
    client.query("UPDATE stock_levels SET stocked = stocked - available + $2, available = $2 WHERE variant_id = $1", [
      variantId,
      units,
    ]),
  );
  return () =>
    onDatabase("products", async (client) => {
      const { rows } = await client.query("SELECT available, reserved FROM stock_levels WHERE variant_id = $1", [
        variantId,
      ]);
      return { available: Number(rows[0].available), reserved: Number(rows[0].reserved) };
    });
}

/** Runs `work` on one subgraph's database: only to set a scene or to prove that nothing was written. */
export async function onDatabase<Result>(
  subgraph: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: `${inject("stack").postgres}/plexus_${subgraph}` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function createCart(variantId: string, quantity = 1, accessToken?: string): Promise<string> {
  const { cartCreate } = await query(
    CartCreateDocument,
    { input: { lines: [{ variantId, quantity }], currencyCode: "EUR" } },
    accessToken ? { accessToken } : {},
  );
  expect(cartCreate.userErrors).toEqual([]);
  return cartCreate.cart!.id;
}

export const checkoutInput = (cartId: string, change: Partial<{ email: string; idempotencyKey: string }> = {}) => ({
  cartId,
  idempotencyKey: randomUUID(),
  email: `buyer-${randomUUID().slice(0, 8)}@example.test`,
  shippingAddress: ADDRESS,
  ...change,
});

export async function checkOut(cartId: string, email?: string) {
  const { checkoutStart } = await query(CheckoutStartDocument, {
    input: checkoutInput(cartId, email ? { email } : {}),
  });
  expect(checkoutStart.userErrors).toEqual([]);
  return checkoutStart.order!;
}

export async function openPayment(orderId: string, accessToken?: string) {
  const { paymentSessionCreate } = await query(
    PaymentSessionCreateDocument,
    { input: { orderId, idempotencyKey: randomUUID(), kind: "PAYMENT_INTENT" as const } },
    accessToken ? { accessToken } : {},
  );
  expect(paymentSessionCreate.userErrors).toEqual([]);
  return paymentSessionCreate.paymentSession!;
}

/** Confirms a payment as a browser does, with the session's client secret. */
export async function payByCard(session: Awaited<ReturnType<typeof openPayment>>, card: string) {
  const response = await fetch(`${session.provider.apiBase}/v1/payment_intents/${session.id}/confirm`, {
    method: "POST",
    headers: { authorization: `Bearer ${session.provider.publishableKey}` },
    body: new URLSearchParams({ client_secret: session.clientSecret!, payment_method: card }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export async function readOrder(id: string, accessKey: string | null | undefined) {
  return (await query(OrderPageDocument, { id, accessKey: accessKey ?? null })).order;
}

/** Resolves when the order is in `status`; fails after ten seconds. */
export const orderBecomes = (id: string, accessKey: string | null | undefined, status: string): Promise<void> =>
  expect.poll(async () => (await readOrder(id, accessKey))?.status, { timeout: 10_000, interval: 50 }).toBe(status);

export interface Mail {
  subject: string;
  text: string;
}

export async function mailsTo(address: string): Promise<Mail[]> {
  const response = await fetch(`${inject("stack").mailbox}/api/messages?to=${encodeURIComponent(address)}`);
  return (await response.json()) as Mail[];
}
