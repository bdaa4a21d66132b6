import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { countQueries } from "#platform/testing/count-queries.ts";
import { aUser, type RunningOrders, startOrders } from "./testing/start-orders.ts";

let orders: RunningOrders;
beforeAll(async () => void (orders = await startOrders()));
afterAll(() => orders.stop());
beforeEach(() => orders.sql("TRUNCATE outbox_events"));

const records = () => orders.events("orders.audit-recorded.v1");
const reads = async () => (await records()).map(({ action, subject }) => [action, (subject as { id: string }).id]);
const SYSTEM = { kind: "SYSTEM", userId: null, apiKeyId: null };

it("tells of an order that is placed, paid or expired, with who did it and without personal data", async () => {
  const buyer = aUser();
  const bought = await orders.placeOrder({ viewer: buyer });
  const amount = { amountMinor: "2000", currency: "EUR", capturedAt: new Date().toISOString() };
  const payment = {
    name: "payments.payment-captured.v1",
    payload: { paymentId: "pay_1", orderId: bought.id, ...amount },
  };
  await orders.deliver(payment);
  await orders.deliver(payment);

  const subject = { type: "Order", id: bought.id };
  expect(await records()).toEqual([
    {
      action: "order.place",
      actor: { kind: "USER", userId: buyer.userId, apiKeyId: null },
      subject,
      before: null,
      after: {
        status: "PENDING_PAYMENT",
        customerId: buyer.userId,
        email: "[personal]",
        shippingAddress: "[personal]",
        totalMinor: "2000",
        currency: "EUR",
      },
    },
    {
      action: "order.pay",
      actor: SYSTEM,
      subject,
      before: { status: "PENDING_PAYMENT" },
      after: { status: "PAID", paymentId: "pay_1" },
    },
  ]);
});

it("tells of a guest's order as a guest's", async () => {
  await orders.placeOrder();
  expect((await records()).map(({ actor }) => actor)).toEqual([{ kind: "GUEST", userId: null, apiKeyId: null }]);
});

it("tells of every order that staff sees of somebody else's: by id, number, list, entity and line", async () => {
  const buyer = aUser();
  const { id, number } = await orders.placeOrder({ viewer: buyer });
  const guests = await orders.placeOrder();
  const [line] = await orders.sql<{ id: string }>("SELECT id FROM order_lines WHERE order_id = $1", id);
  const staff = aUser("order:read");
  const own = await orders.placeOrder({ viewer: staff });
  await orders.sql("TRUNCATE outbox_events");
  const entity = "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }";
  const ofLine = { of: [{ __typename: "OrderLine", id: line!.id }] };
  const ofOrder = { of: [id, id, own.id].map((orderId) => ({ __typename: "Order", id: orderId })) };
  for (const [query, variables, seen] of [
    [`{ order(id: "${id}") { id } }`, {}, [id]],
    [`{ order(number: "${number}") { id } }`, {}, [id]],
    [`{ orders(filter: { customerId: "${buyer.userId}" }) { nodes { id } } }`, {}, [id]],
    [`{ order(id: "${guests.id}") { id } }`, {}, [guests.id]],
    [entity, ofOrder, [id]],
    [entity, ofLine, [id]],
    [`{ order(id: "${own.id}") { id } }`, {}, []],
  ] as const) {
    await orders.data(query, variables, staff);
    expect(await reads()).toEqual(expect.arrayContaining(seen.map((orderId) => ["order.read", orderId])));
    expect(await reads()).toHaveLength(seen.length);
    for (const { actor } of await records())
      expect(actor).toEqual({ kind: "USER", userId: staff.userId, apiKeyId: null });
    await orders.sql("TRUNCATE outbox_events");
  }
});

it("asks the database for nothing more, and tells nothing, when buyers look at their own", async () => {
  const buyer = aUser();
  const { id, accessKey } = await orders.placeOrder({ viewer: buyer });
  await orders.sql("TRUNCATE outbox_events");
  const statements = (query: string, viewer: ReturnType<typeof aUser>) =>
    countQueries(orders.databaseUrl, () => orders.data(query, {}, viewer));
  expect(await statements(`{ order(id: "${id}") { id email } }`, buyer)).toBe(1);
  expect(await statements("{ orders { nodes { id } } }", buyer)).toBe(1);
  await orders.data(`{ order(id: "${id}", accessKey: "${accessKey}") { email } }`);
  expect(await records()).toEqual([]);
  expect(await statements(`{ order(id: "${id}") { id } }`, aUser("order:read"))).toBeGreaterThan(1);
});

it("shows staff nothing while that cannot be told, and buyers their own all the same", async () => {
  const buyer = aUser();
  const { id } = await orders.placeOrder({ viewer: buyer });
  await orders.sql("ALTER TABLE outbox_events ADD CONSTRAINT no_space CHECK (false) NOT VALID");
  const query = `{ order(id: "${id}") { id } }`;
  const refused = await orders.graphql(query, {}, { viewer: aUser("order:read") });
  const own = await orders.graphql(query, {}, { viewer: buyer });
  await orders.sql("ALTER TABLE outbox_events DROP CONSTRAINT no_space");

  expect(refused.data).toEqual({ order: null });
  expect(refused.errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["SUBGRAPH_UNAVAILABLE"]);
  expect(own.data).toEqual({ order: { id } });
});
