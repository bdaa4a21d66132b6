import { afterAll, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { countQueries } from "../testing/count-queries.ts";
import { aUser, startOrders } from "../testing/start-orders.ts";

const orders = await startOrders();
const { data, graphql, placeOrder, sql } = orders;
afterAll(() => orders.stop());

interface OrderNode {
  id: string;
  email: string | null;
  accessKey: string | null;
  lines: { nodes: { id: string }[] };
}

describe("entities", () => {
  const ENTITIES = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Order { id email accessKey lines { nodes { id } } }
      ... on OrderLine { id title }
      ... on User { orders(first: 50) { nodes { id email } } }
    }
  }`;
  type Entities = { _entities: ((Partial<OrderNode> & { orders?: { nodes: { id: string }[] } | null }) | null)[] };
  const entities = async (representations: object[], viewer: Viewer) =>
    (await data<Entities>(ENTITIES, { representations }, viewer))._entities;
  const refer = (typeName: string, ids: string[]) => ids.map((id) => ({ __typename: typeName, id }));

  it("show an order and its lines to the owner and to staff, and nothing to anyone else", async () => {
    const owner = aUser();
    const { id } = await placeOrder({ viewer: owner });
    const lineId = (await sql<{ id: string }>("SELECT id FROM order_lines WHERE order_id = $1", id))[0]!.id;
    const both = [...refer("Order", [id]), ...refer("OrderLine", [lineId])];
    expect(await entities(both, owner)).toMatchObject([
      { id, email: "ada@example.test", accessKey: null, lines: { nodes: [{ id: lineId }] } },
      { id: lineId },
    ]);
    expect(await entities(both, aUser("order:read"))).toMatchObject([{ id, email: null }, { id: lineId }]);
    for (const viewer of [GUEST, aUser()]) expect(await entities(both, viewer)).toEqual([null, null]);
  });

  it("trust the key and nothing else in a representation", async () => {
    const { id, accessKey } = await placeOrder();
    const forged = { __typename: "Order", id, accessKey, customerId: "x", email: "x" };
    expect(await entities([forged], GUEST)).toEqual([null]);
    expect(
      await entities([...refer("Order", ["\u0000", "1"]), ...refer("OrderLine", ["\u0000"])], aUser("order:read")),
    ).toEqual([null, null, null]);
  });

  it("cost the same number of queries for one and for fifty", async () => {
    const owner = aUser();
    const ids: string[] = [];
    for (let index = 0; index < 50; index++) ids.push((await placeOrder({ viewer: owner })).id);
    const lineIds = await sql<{ id: string }>("SELECT id FROM order_lines WHERE order_id = ANY($1)", ids);
    const read = async (count: number) => {
      const found = await entities(
        [
          ...refer("Order", ids.slice(0, count)),
          ...refer(
            "OrderLine",
            lineIds.slice(0, count).map(({ id }) => id),
          ),
        ],
        owner,
      );
      expect(found.filter((entity) => entity !== null)).toHaveLength(2 * count);
    };
    const forOne = await countQueries(() => read(1));
    expect(forOne).toBe(3); // orders, lines by their ids, lines of the orders
    expect(await countQueries(() => read(50))).toBe(forOne);
  });

  it("give a user their orders, and nobody else, staff included", async () => {
    const user = aUser();
    const { id } = await placeOrder({ viewer: user });
    const self = await entities(refer("User", [user.userId]), user);
    expect(self).toMatchObject([{ orders: { nodes: [{ id, email: "ada@example.test" }] } }]);
    for (const viewer of [GUEST, aUser(), aUser("order:read")]) {
      expect(await entities(refer("User", [user.userId]), viewer)).toEqual([{ orders: null }]);
    }
  });
});

describe("orderForPayment", () => {
  const FOR_PAYMENT = `query ($id: ID!) { orderForPayment(id: $id) { id number status customerId email total { minorUnits currencyCode } expiresAt } }`;

  it("tells payments what an order costs, for whoever it is", async () => {
    const buyer = aUser();
    const { id, number } = await placeOrder({ viewer: buyer });
    const { data: answer } = await graphql(FOR_PAYMENT, { id }, { caller: "payments" });
    expect(answer).toMatchObject({
      orderForPayment: {
        id,
        number,
        status: "PENDING_PAYMENT",
        customerId: buyer.userId,
        email: "ada@example.test",
        total: { minorUnits: 2_000, currencyCode: "EUR" },
        expiresAt: expect.any(String) as string,
      },
    });
    const unknown = await graphql(FOR_PAYMENT, { id: newId("ord", new Date()) }, { caller: "payments" });
    expect(unknown.data).toEqual({ orderForPayment: null });
  });

  it.each(["router", "carts", "products"])("is refused to %s", async (caller) => {
    const viewer = aUser("order:read");
    const { id } = await placeOrder({ viewer });
    const answer = await graphql(FOR_PAYMENT, { id }, { caller, viewer });
    expect(answer.errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    expect(answer.data).toEqual({ orderForPayment: null });
  });
});
