import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { newId, newSecretId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { createPool } from "#platform/database/create-pool.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph, type TestSubgraph } from "#platform/testing/test-subgraph.ts";
import { pino } from "pino";
import type pg from "pg";
import { createSubgraph } from "./subgraph.ts";

const standIn = inject("stripe");
const { hostname, port } = new URL(standIn.apiBase);
const stripe = new Stripe(standIn.secretKey, {
  host: hostname,
  port: Number(port),
  protocol: "http",
  telemetry: false,
});

const orders = new Map<string, Record<string, unknown>>();
let payments: TestSubgraph;
let url: string;
let pool: pg.Pool;
let worker: { stop(): Promise<void> };
let beforeOrderAnswer: () => Promise<void> = async () => {};

beforeAll(async () => {
  url = await cloneTestDatabase("payments");
  pool = createPool({ url, applicationName: "test", logger: pino({ level: "silent" }) });
  payments = await startTestSubgraph(createSubgraph, "payments", {
    env: {
      PAYMENTS_DATABASE_URL: url,
      STRIPE_API_BASE: standIn.apiBase,
      STRIPE_SECRET_KEY: standIn.secretKey,
      STRIPE_PUBLISHABLE_KEY: standIn.publishableKey,
      STRIPE_WEBHOOK_SECRET: `whsec_retired,${standIn.webhookSecret}`,
    },
    subscribersOf: (event) => (event === "payments.payment-captured.v1" ? ["orders"] : []),
    neighbours: {
      orders: {
        graphql: async ({ variables }) => {
          await beforeOrderAnswer();
          return { data: { orderForPayment: orders.get(String(variables?.["id"])) ?? null } };
        },
        deliver: async (event) => void delivered.push(event.payload),
      },
    },
  });
  worker = await payments.subgraph.startWorker();
});

afterAll(async () => {
  await worker.stop();
  await payments.subgraph.close();
  await pool.end();
});

const delivered: Record<string, unknown>[] = [];
beforeEach(() => {
  delivered.length = 0;
  beforeOrderAnswer = async () => {};
});

const aUser = (): Viewer => ({
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes: [],
});

function anOrder(change: Record<string, unknown> = {}) {
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

interface CreateAnswer {
  paymentSession: {
    id: string;
    clientSecret: string;
    url: string | null;
    provider: object;
    payment: { id: string; status: string; amount: object };
  } | null;
  userErrors: { code: string; field: string[] }[];
}

async function startPayment(input: Record<string, unknown>, viewer?: Viewer): Promise<CreateAnswer> {
  const full = { kind: "PAYMENT_INTENT", idempotencyKey: randomUUID(), ...input };
  const answer = await payments.graphql(CREATE, { input: full }, viewer ? { viewer } : {});
  expect(answer.errors).toBeUndefined();
  return answer.data!["paymentSessionCreate"] as CreateAnswer;
}

const countPayments = async (orderId: string): Promise<number> =>
  (await pool.query<{ count: number }>("SELECT count(*)::int AS count FROM payments WHERE order_id = $1", [orderId]))
    .rows[0]!.count;

const statusOf = async (paymentId: string): Promise<string> =>
  (await pool.query<{ status: string }>("SELECT status FROM payments WHERE id = $1", [paymentId])).rows[0]!.status;

function intentEvent(type: string, intent: Record<string, unknown>, change: Record<string, unknown> = {}) {
  return {
    id: `evt_${randomUUID().replaceAll("-", "")}`,
    object: "event",
    type,
    livemode: false,
    data: { object: intent },
    ...change,
  };
}

async function sendWebhook(event: object, options: { secret?: string; timestamp?: number; body?: string } = {}) {
  const payload = JSON.stringify(event);
  const header = stripe.webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? standIn.webhookSecret,
    ...(options.timestamp ? { timestamp: options.timestamp } : {}),
  });
  return payments.subgraph.handle({
    path: "/webhooks/stripe",
    headers: { "stripe-signature": header },
    body: Buffer.from(options.body ?? payload),
  });
}

async function settled(eventId: string): Promise<{ status: string; note: string }> {
  return expect
    .poll(
      async () =>
        (await pool.query("SELECT status, note FROM webhook_events WHERE id = $1 AND status <> 'RECEIVED'", [eventId]))
          .rows[0],
      { timeout: 10_000 },
    )
    .toBeDefined()
    .then(
      async () =>
        (
          await pool.query<{ status: string; note: string }>("SELECT status, note FROM webhook_events WHERE id = $1", [
            eventId,
          ])
        ).rows[0]!,
    );
}

const received = (session: CreateAnswer["paymentSession"], change: Record<string, unknown> = {}) => ({
  id: session!.id,
  amount_received: 4_999,
  currency: "eur",
  metadata: { payment_id: session!.payment.id },
  ...change,
});

describe("paymentSessionCreate", () => {
  it("opens a PaymentIntent over exactly the order's total", async () => {
    const order = anOrder();
    const { paymentSession, userErrors } = await startPayment({ orderId: order.id });

    expect(userErrors).toEqual([]);
    expect(paymentSession!.payment).toMatchObject({ status: "REQUIRES_ACTION", amount: order.total });
    expect(paymentSession!.provider).toEqual({
      name: "stripe",
      publishableKey: standIn.publishableKey,
      apiBase: standIn.apiBase,
    });
    const intent = await stripe.paymentIntents.retrieve(paymentSession!.id);
    expect(intent).toMatchObject({ amount: 4_999, currency: "eur", client_secret: paymentSession!.clientSecret });
  });

  it("gives fifty callers at once, with one key or many, the same single PaymentIntent", async () => {
    const order = anOrder();
    beforeOrderAnswer = createBarrier(50);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        startPayment({ orderId: order.id, idempotencyKey: index % 2 === 0 ? key : randomUUID() }),
      ),
    );

    expect(new Set(answers.map(({ paymentSession }) => paymentSession?.id)).size).toBe(1);
    expect(await countPayments(order.id)).toBe(1);
  });

  it("refuses a used key with other input and starts nothing", async () => {
    const viewer = aUser();
    const [first, second] = [
      anOrder({ customerId: viewer.kind === "user" && viewer.userId }),
      anOrder({ customerId: viewer.kind === "user" && viewer.userId }),
    ];
    const idempotencyKey = randomUUID();
    await startPayment({ orderId: first.id, idempotencyKey }, viewer);
    const refused = await startPayment({ orderId: second.id, idempotencyKey }, viewer);

    expect(refused.userErrors).toEqual([{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }]);
    expect(await countPayments(second.id)).toBe(0);
  });

  it("answers alike for a missing order and for someone else's, and starts nothing", async () => {
    const foreign = anOrder({ customerId: newId("user", new Date()) });
    for (const orderId of [newId("ord", new Date()), foreign.id, "ord_nonsense", newSecretId("cart")]) {
      const { userErrors } = await startPayment({ orderId }, aUser());
      expect(userErrors).toEqual([{ code: "ORDER_NOT_FOUND", field: ["orderId"] }]);
    }
    expect(await countPayments(foreign.id)).toBe(0);
  });

  it.each(["PAID", "EXPIRED", "CANCELLED"])("starts nothing for an order that is %s", async (status) => {
    const order = anOrder({ status });
    const { userErrors } = await startPayment({ orderId: order.id });
    expect(userErrors).toEqual([{ code: "ORDER_NOT_PAYABLE", field: ["orderId"] }]);
    expect(await countPayments(order.id)).toBe(0);
  });

  it("refuses a key that is too short, before asking anyone", async () => {
    const order = anOrder();
    const { userErrors } = await startPayment({ orderId: order.id, idempotencyKey: "short" });
    expect(userErrors).toEqual([{ code: "INVALID", field: ["idempotencyKey"] }]);
    expect(await countPayments(order.id)).toBe(0);
  });

  it("opens a hosted page, and refuses the other kind while that is open", async () => {
    const order = anOrder();
    const hosted = await startPayment({ orderId: order.id, kind: "HOSTED_CHECKOUT" });
    expect(hosted.paymentSession!.url).toMatch(/^http/);
    const { userErrors } = await startPayment({ orderId: order.id, kind: "PAYMENT_INTENT" });
    expect(userErrors).toEqual([{ code: "OTHER_SESSION_OPEN", field: ["kind"] }]);
    expect(await countPayments(order.id)).toBe(1);
  });
});

describe("the webhook", () => {
  it("announces a capture once, however often and in whatever order its events arrive", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession));
    const late = intentEvent("payment_intent.payment_failed", received(paymentSession, { amount_received: 0 }));
    const again = { ...succeeded, id: `${succeeded.id}again` };

    const answers = await Promise.all([succeeded, succeeded, succeeded, again].map((event) => sendWebhook(event)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await Promise.all([settled(succeeded.id), settled(again.id)]);
    await sendWebhook(late);
    await settled(late.id);

    expect(await statusOf(paymentSession!.payment.id)).toBe("SUCCEEDED");
    const { rows } = await pool.query("SELECT name FROM outbox_events WHERE payload->>'paymentId' = $1", [
      paymentSession!.payment.id,
    ]);
    expect(rows).toEqual([{ name: "payments.payment-captured.v1" }]);
    await expect
      .poll(() => delivered.filter(({ paymentId }) => paymentId === paymentSession!.payment.id).length)
      .toBe(1);
  });

  it("lets a declined payment succeed with another card", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const declined = intentEvent(
      "payment_intent.payment_failed",
      received(paymentSession, {
        amount_received: 0,
        last_payment_error: { code: "card_declined", decline_code: "insufficient_funds" },
      }),
    );
    await sendWebhook(declined);
    await settled(declined.id);
    expect(await statusOf(paymentSession!.payment.id)).toBe("FAILED");

    const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession));
    await sendWebhook(succeeded);
    await settled(succeeded.id);
    expect(await statusOf(paymentSession!.payment.id)).toBe("SUCCEEDED");
  });

  it.each([
    ["a smaller amount", { amount_received: 50 }],
    ["another currency", { currency: "jpy" }],
    ["another PaymentIntent", { id: "pi_of_someone_else" }],
  ])("never takes %s for a payment", async (_, change) => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const event = intentEvent("payment_intent.succeeded", received(paymentSession, change));
    await sendWebhook(event);

    expect((await settled(event.id)).status).toBe("REFUSED");
    expect(await statusOf(paymentSession!.payment.id)).toBe("REQUIRES_ACTION");
    expect(delivered).toEqual([]);
  });

  it("acknowledges and ignores unknown types and payments of others", async () => {
    const unknown = intentEvent("customer.created", {});
    const foreign = intentEvent("payment_intent.succeeded", {
      id: "pi_x",
      amount_received: 1,
      currency: "eur",
      metadata: {},
    });
    for (const event of [unknown, foreign]) {
      expect((await sendWebhook(event)).status).toBe(200);
      expect((await settled(event.id)).status).toBe("IGNORED");
    }
  });

  it("refuses what is forged, stale, changed or for another mode or account, and stores nothing", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const event = () => intentEvent("payment_intent.succeeded", received(paymentSession));
    const before = (await pool.query("SELECT count(*)::int AS count FROM webhook_events")).rows;
    const answers = [
      await sendWebhook(event(), { secret: "whsec_forged" }),
      await sendWebhook(event(), { timestamp: Math.floor(Date.now() / 1_000) - 301 }),
      await sendWebhook(event(), { body: JSON.stringify(event()) }),
      await sendWebhook({ ...event(), livemode: true }),
      await sendWebhook({ ...event(), account: "acct_other" }),
      await payments.subgraph.handle({ path: "/webhooks/stripe", headers: {}, body: Buffer.from("{}") }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect((await pool.query("SELECT count(*)::int AS count FROM webhook_events")).rows).toEqual(before);
    expect(await statusOf(paymentSession!.payment.id)).toBe("REQUIRES_ACTION");
  });
});

describe("what other parts ask for", () => {
  it("refunds in full, once, what the order cannot take", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    await stripe.paymentIntents.confirm(paymentSession!.id, { payment_method: "pm_card_visa" });
    const event = intentEvent("payment_intent.succeeded", received(paymentSession));
    await sendWebhook(event);
    await settled(event.id);
    const unwanted = {
      name: "orders.payment-unwanted.v1",
      payload: {
        orderId: newId("ord", new Date()),
        paymentId: paymentSession!.payment.id,
        reason: "ORDER_NOT_PAYABLE",
      },
    };
    await Promise.all([payments.deliver(unwanted), payments.deliver(unwanted)]);

    await expect.poll(() => statusOf(paymentSession!.payment.id), { timeout: 10_000 }).toBe("REFUNDED");
    const refunds = await stripe.refunds.list({ payment_intent: paymentSession!.id });
    expect(refunds.data.map(({ amount }) => amount)).toEqual([4_999]);
  });

  it("makes the payment of an expired order unpayable", async () => {
    const order = anOrder();
    const { paymentSession } = await startPayment({ orderId: order.id });
    await payments.deliver({
      name: "orders.order-expired.v1",
      payload: { orderId: order.id, cartId: newSecretId("cart") },
    });

    await expect.poll(() => statusOf(paymentSession!.payment.id), { timeout: 10_000 }).toBe("CANCELLED");
    expect((await stripe.paymentIntents.retrieve(paymentSession!.id)).status).toBe("canceled");
  });
});

describe("reading payments", () => {
  const READ = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Order { id paymentStatus payments(first: 5) { nodes { id status } } } }
  }`;

  it("shows a customer's payments to them alone", async () => {
    const owner = aUser();
    const order = anOrder({ customerId: owner.kind === "user" && owner.userId });
    const { paymentSession } = await startPayment({ orderId: order.id }, owner);
    const representations = [{ __typename: "Order", id: order.id }];
    const read = async (viewer?: Viewer) =>
      (await payments.graphql(READ, { representations }, viewer ? { viewer } : {})).data;

    expect(await read(owner)).toEqual({
      _entities: [
        {
          id: order.id,
          paymentStatus: "REQUIRES_ACTION",
          payments: { nodes: [{ id: paymentSession!.payment.id, status: "REQUIRES_ACTION" }] },
        },
      ],
    });
    for (const stranger of [aUser(), undefined]) {
      expect(await read(stranger)).toEqual({
        _entities: [{ id: order.id, paymentStatus: null, payments: { nodes: [] } }],
      });
      const single = await payments.graphql(
        `{ payment(id: "${paymentSession!.payment.id}") { id } }`,
        {},
        stranger ? { viewer: stranger } : {},
      );
      expect(single.data).toEqual({ payment: null });
    }
  });

  it("reads the payments of one order and of fifty with the same number of queries", async () => {
    const count = (size: number) => {
      const representations = Array.from({ length: size }, () => ({ __typename: "Order", id: anOrder().id }));
      return countQueries(url, () => payments.graphql(READ, { representations }));
    };
    expect(await count(1)).toBe(1);
    expect(await count(50)).toBe(1);
  });
});
