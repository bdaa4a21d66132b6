import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, inject } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { createPool } from "#platform/database/create-pool.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph, type TestSubgraph } from "#platform/testing/test-subgraph.ts";
import { pino } from "pino";
import type pg from "pg";
import { createSubgraph } from "../subgraph.ts";

export const standIn = inject("stripe");
const { hostname, port } = new URL(standIn.apiBase);
export const stripe = new Stripe(standIn.secretKey, {
  host: hostname,
  port: Number(port),
  protocol: "http",
  telemetry: false,
});

const orders = new Map<string, Record<string, unknown>>();
/** What the tests of one file share: payments as it runs in production, with orders stubbed and Stripe's stand-in real. */
export const scene = {
  payments: undefined as unknown as TestSubgraph,
  url: "",
  pool: undefined as unknown as pg.Pool,
  /** What orders was told. */
  delivered: [] as Record<string, unknown>[],
  /** Held before orders answers: where a barrier goes. */
  beforeOrderAnswer: async (): Promise<void> => {},
};
let worker: { stop(): Promise<void> };

beforeAll(async () => {
  scene.url = await cloneTestDatabase("payments");
  scene.pool = createPool({ url: scene.url, applicationName: "test", logger: pino({ level: "silent" }) });
  scene.payments = await startTestSubgraph(createSubgraph, "payments", {
    env: {
      PAYMENTS_DATABASE_URL: scene.url,
      STRIPE_API_BASE: standIn.apiBase,
      STRIPE_SECRET_KEY: standIn.secretKey,
      STRIPE_PUBLISHABLE_KEY: standIn.publishableKey,
      STRIPE_WEBHOOK_SECRET: `whsec_retired,${standIn.webhookSecret}`,
    },
    subscribersOf: (event) => (event === "payments.payment-captured.v1" ? ["orders"] : []),
    neighbours: {
      orders: {
        graphql: async ({ variables }) => {
          await scene.beforeOrderAnswer();
          return { data: { orderForPayment: orders.get(String(variables?.["id"])) ?? null } };
        },
        deliver: async (event) => void scene.delivered.push(event.payload),
      },
    },
  });
  worker = await scene.payments.subgraph.startWorker();
});

afterAll(async () => {
  await worker.stop();
  await scene.payments.subgraph.close();
  await scene.pool.end();
});

beforeEach(() => {
  scene.delivered.length = 0;
  scene.beforeOrderAnswer = async () => {};
});

export const aUser = (): Viewer & { kind: "user" } => ({
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes: [],
  memberships: [],
});

export function anOrder(change: Record<string, unknown> = {}) {
  const order = {
    id: newId("ord", new Date()),
    number: "100001",
    status: "PENDING_PAYMENT",
    customerId: null,
    email: "buyer@example.test",
    total: { minorUnits: 4_999, currencyCode: "EUR" },
    ...change,
  };
  orders.set(order.id, order);
  return order;
}

const CREATE = `mutation ($input: PaymentSessionCreateInput!) {
  paymentSessionCreate(input: $input) {
    paymentSession { id clientSecret url provider { name publishableKey apiBase } payment { id status amount { minorUnits currencyCode } } }
    userErrors { code field }
  }
}`;

export interface CreateAnswer {
  paymentSession: {
    id: string;
    clientSecret: string;
    url: string | null;
    provider: object;
    payment: { id: string; status: string; amount: object };
  } | null;
  userErrors: { code: string; field: string[] }[];
}

export async function startPayment(input: Record<string, unknown>, viewer?: Viewer): Promise<CreateAnswer> {
  const full = { kind: "PAYMENT_INTENT", idempotencyKey: randomUUID(), ...input };
  const answer = await scene.payments.graphql(CREATE, { input: full }, viewer ? { viewer } : {});
  expect(answer.errors).toBeUndefined();
  return answer.data!["paymentSessionCreate"] as CreateAnswer;
}

export const countPayments = async (orderId: string): Promise<number> =>
  (
    await scene.pool.query<{ count: number }>("SELECT count(*)::int AS count FROM payments WHERE order_id = $1", [
      orderId,
    ])
  ).rows[0]!.count;

export const statusOf = async (paymentId: string): Promise<string> =>
  (await scene.pool.query<{ status: string }>("SELECT status FROM payments WHERE id = $1", [paymentId])).rows[0]!
    .status;

export function intentEvent(type: string, intent: Record<string, unknown>, change: Record<string, unknown> = {}) {
  return {
    id: `evt_${randomUUID().replaceAll("-", "")}`,
    object: "event",
    type,
    livemode: false,
    data: { object: intent },
    ...change,
  };
}

export async function sendWebhook(event: object, options: { secret?: string; timestamp?: number; body?: string } = {}) {
  const payload = JSON.stringify(event);
  const header = stripe.webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? standIn.webhookSecret,
    ...(options.timestamp ? { timestamp: options.timestamp } : {}),
  });
  return scene.payments.subgraph.handle({
    method: "POST",
    path: "/webhooks/stripe",
    query: "",
    headers: { "stripe-signature": header },
    body: Buffer.from(options.body ?? payload),
  });
}

export async function settled(eventId: string): Promise<{ status: string; note: string }> {
  return expect
    .poll(
      async () =>
        (
          await scene.pool.query("SELECT status, note FROM webhook_events WHERE id = $1 AND status <> 'RECEIVED'", [
            eventId,
          ])
        ).rows[0],
      { timeout: 10_000 },
    )
    .toBeDefined()
    .then(
      async () =>
        (
          await scene.pool.query<{ status: string; note: string }>(
            "SELECT status, note FROM webhook_events WHERE id = $1",
            [eventId],
          )
        ).rows[0]!,
    );
}

export const received = (session: CreateAnswer["paymentSession"], change: Record<string, unknown> = {}) => ({
  id: session!.id,
  amount_received: 4_999,
  currency: "eur",
  metadata: { payment_id: session!.payment.id },
  ...change,
});
