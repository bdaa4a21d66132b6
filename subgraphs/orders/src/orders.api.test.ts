import { afterAll, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { countQueries } from "./testing/count-queries.ts";
import { aUser, type CheckoutAnswer, startOrders } from "./testing/start-orders.ts";

const orders = await startOrders();
const { data, graphql, placeOrder, sql } = orders;
afterAll(() => orders.stop());

type Placed = NonNullable<CheckoutAnswer["order"]>;
type OrderNode = { id: string; email: string | null; accessKey: string | null; lines: { nodes: { id: string }[] } };

const ORDER = `query ($id: ID, $number: String, $accessKey: String) {
  order(id: $id, number: $number, accessKey: $accessKey) {
    id number status email accessKey customer { id } reservation { id } placedAt paidAt currencyCode
    subtotal { minorUnits } total { minorUnits } shippingAddress { fullName postalCode }
    lines { totalCount nodes { id title variantTitle sku imageUrl quantity unitPrice { amount } total { amount } variant { id } } }
  }
}`;

const find = async (variables: Record<string, unknown>, viewer?: Viewer) =>
  (await data<{ order: OrderNode | null }>(ORDER, variables, viewer)).order;
const codeOf = async (query: string, variables: Record<string, unknown>, as: Parameters<typeof graphql>[2]) =>
  (await graphql(query, variables, as)).errors?.[0]?.extensions?.["code"];

describe("order", () => {
  const owner = aUser();

  it("shows its owner all of it, by id or by number, but never the access key again", async () => {
    const { id, number } = await placeOrder({ viewer: owner, lineCount: 2 });
    const found = await find({ id }, owner);
    expect(found).toEqual(await find({ number }, owner));
    expect(found).toMatchObject({
      id,
      number,
      status: "PENDING_PAYMENT",
      email: "ada@example.test",
      accessKey: null,
      customer: { id: owner.userId },
      reservation: { id: id.replace("ord_", "hold_") },
      paidAt: null,
      currencyCode: "EUR",
      subtotal: { minorUnits: 4_000 },
      total: { minorUnits: 4_000 },
      shippingAddress: { fullName: "Ada Lovelace", postalCode: "SW1Y 4JH" },
      lines: {
        totalCount: 2,
        nodes: [
          {
            title: "Mug 0",
            variantTitle: "Blue",
            sku: "MUG-0",
            imageUrl: "https://images.test/mug.webp",
            quantity: 2,
            unitPrice: { amount: "10.00" },
            total: { amount: "20.00" },
          },
          { title: "Mug 1", imageUrl: null },
        ],
      },
    });
  });

  it("looks to everyone else as if it were not there", async () => {
    const { id, number } = await placeOrder({ viewer: owner });
    for (const viewer of [GUEST, aUser(), aUser("user:read")]) {
      expect(await find({ id }, viewer)).toBeNull();
      expect(await find({ number }, viewer)).toBeNull();
    }
    expect(await find({ id: newId("ord", new Date()) }, owner)).toBeNull();
  });

  it("opens for whoever has its access key, a guest's and a customer's", async () => {
    for (const placed of [await placeOrder(), await placeOrder({ viewer: owner })]) {
      const { id, number, accessKey } = placed;
      for (const viewer of [GUEST, aUser()]) {
        expect(await find({ id, accessKey }, viewer)).toMatchObject({ id, email: "ada@example.test", accessKey: null });
        expect(await find({ number, accessKey }, viewer)).toMatchObject({ id });
      }
    }
  });

  it("stays closed for a wrong key, another order's key and no key", async () => {
    const [order, other] = [await placeOrder(), await placeOrder()];
    for (const accessKey of ["", "wrong", other.accessKey, `${order.accessKey}A`, null]) {
      expect(await find({ id: order.id, accessKey })).toBeNull();
    }
  });

  it("opens for its owner whatever key they send along", async () => {
    const { id } = await placeOrder({ viewer: owner });
    expect(await find({ id, accessKey: "wrong" }, owner)).toMatchObject({ id, email: "ada@example.test" });
  });

  it("opens for staff, without the buyer's e-mail", async () => {
    const { id } = await placeOrder();
    expect(await find({ id }, aUser("order:read"))).toMatchObject({ id, email: null });
  });

  it("wants exactly one of id and number", async () => {
    const { id, number } = await placeOrder({ viewer: owner });
    for (const variables of [{}, { id, number }])
      expect(await codeOf(ORDER, variables, { viewer: owner })).toBe("BAD_USER_INPUT");
  });

  it.each(["", "ord_", "\u0000", "user_01h455vb4pex5vsknk084sn02q", "' OR 1=1 --"])(
    "finds nothing under %j",
    async (text) => {
      expect(await find({ id: text }, aUser("order:read"))).toBeNull();
      expect(await find({ number: text }, aUser("order:read"))).toBeNull();
    },
  );
});

describe("orders", () => {
  const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: OrderFilter, $reverse: Boolean) {
    orders(first: $first, after: $after, last: $last, before: $before, filter: $filter, reverse: $reverse) {
      totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  type List = {
    totalCount: number;
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
  const list = async (viewer: Viewer, variables: Record<string, unknown> = {}) =>
    (await data<{ orders: List }>(LIST, variables, viewer)).orders;

  it("is for the signed-in", async () => {
    expect(await codeOf(LIST, {}, { viewer: GUEST })).toBe("UNAUTHENTICATED");
  });

  it("lists the viewer's own, newest first, in pages without gap or duplicate while orders come in", async () => {
    const viewer = aUser();
    const placed: Placed[] = [];
    for (let index = 0; index < 7; index++) placed.push(await placeOrder({ viewer }));
    // Two of them at the very same instant: the id decides.
    await sql(
      "UPDATE orders SET placed_at = (SELECT placed_at FROM orders WHERE id = $1) WHERE id = $2",
      placed[3]!.id,
      placed[2]!.id,
    );
    await placeOrder({ viewer: aUser() });
    const newestFirst = placed.map(({ id }) => id).reverse();

    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 4; page++) {
      const { nodes, pageInfo }: List = await list(viewer, { first: 2, after });
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
      expect(pageInfo).toMatchObject({ hasNextPage: page < 3, hasPreviousPage: page > 0 });
      await placeOrder({ viewer });
    }
    expect(seen).toEqual(newestFirst);
    expect((await list(viewer)).totalCount).toBe(11);
  });

  it("reads backwards and in reverse", async () => {
    const viewer = aUser();
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) ids.push((await placeOrder({ viewer })).id);
    const idsOf = ({ nodes }: List) => nodes.map(({ id }) => id);
    const end = await list(viewer, { last: 2 });
    expect(idsOf(end)).toEqual([ids[1], ids[0]]);
    expect(idsOf(await list(viewer, { last: 5, before: end.pageInfo.startCursor }))).toEqual([ids[3], ids[2]]);
    const oldest = await list(viewer, { first: 3, reverse: true });
    expect(idsOf(oldest)).toEqual(ids.slice(0, 3));
    expect(idsOf(await list(viewer, { first: 3, reverse: true, after: oldest.pageInfo.endCursor }))).toEqual(
      ids.slice(3),
    );
  });

  it("filters by status, time and customer, never beyond what the viewer may see", async () => {
    const [viewer, other] = [aUser(), aUser()];
    const [pending, expired] = [await placeOrder({ viewer }), await placeOrder({ viewer })];
    const others = await placeOrder({ viewer: other });
    await sql("UPDATE orders SET status = 'EXPIRED', placed_at = '2026-01-01T00:00:00Z' WHERE id = $1", expired.id);
    const ids = async (filter: object, as: Viewer = viewer) => (await list(as, { filter })).nodes.map(({ id }) => id);

    expect(await ids({ status: ["EXPIRED"] })).toEqual([expired.id]);
    expect(await ids({ status: "PENDING_PAYMENT" })).toEqual([pending.id]);
    expect(await ids({ status: [] })).toEqual([]);
    expect(await ids({ placedFrom: "2026-01-01T00:00:00Z", placedBefore: "2026-01-02T00:00:00Z" })).toEqual([
      expired.id,
    ]);
    expect(await ids({ placedBefore: "2026-01-01T00:00:00Z" })).toEqual([]);
    expect(await ids({ placedFrom: "0000-01-01T00:00:00Z" })).toEqual([pending.id, expired.id]);
    expect(await ids({ customerId: other.userId })).toEqual([]);
    expect(await ids({ customerId: other.userId }, aUser("order:read"))).toEqual([others.id]);
    expect(await ids({ customerId: "\u0000" }, aUser("order:read"))).toEqual([]);
  });

  const cursorOf = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");
  it.each([
    { first: 0 },
    { first: 101 },
    { first: 1, last: 1 },
    { first: 1, after: "nonsense" },
    { first: 1, after: cursorOf(1) },
    { first: 1, after: cursorOf("yesterday", "ord_01h455vb4pex5vsknk084sn02q") },
    { first: 1, after: cursorOf("0000-01-01T00:00:00.000Z", "ord_01h455vb4pex5vsknk084sn02q") },
    { first: 1, after: cursorOf("2026-01-01T00:00:00.000Z", "\u0000") },
  ])("refuses the page %j", async (variables) => {
    expect(await codeOf(LIST, variables, { viewer: aUser() })).toBe("BAD_USER_INPUT");
  });
});

describe("an order's lines", () => {
  const LINES = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    order(id: $id) { lines(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }
  }`;
  type Lines = {
    order: {
      lines: { totalCount: number; nodes: { title: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
  };

  it("come in pages, in the cart's order, from both ends", async () => {
    const viewer = aUser();
    const { id } = await placeOrder({ viewer, lineCount: 25 });
    const page = async (variables: object) => (await data<Lines>(LINES, { id, ...variables }, viewer)).order.lines;
    const first = await page({});
    expect(first).toMatchObject({ totalCount: 25, pageInfo: { hasNextPage: true } });
    const rest = await page({ first: 50, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(({ title }) => title)).toEqual(
      Array.from({ length: 25 }, (_, index) => `Mug ${index}`),
    );
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect((await page({ last: 2 })).nodes.map(({ title }) => title)).toEqual(["Mug 23", "Mug 24"]);
    const foreign = Buffer.from(JSON.stringify([2 ** 40])).toString("base64url");
    for (const wrong of [{ first: 51 }, { first: 1, after: foreign }]) {
      expect(await codeOf(LINES, { id, ...wrong }, { viewer })).toBe("BAD_USER_INPUT");
    }
  });

  it("cost the same number of queries for one order and for fifty", async () => {
    const [one, many] = [aUser(), aUser()];
    await placeOrder({ viewer: one, lineCount: 2 });
    for (let index = 0; index < 50; index++) await placeOrder({ viewer: many, lineCount: 2 });
    const query = `{ orders(first: 50) { totalCount nodes { id customer { id } lines { totalCount nodes { id variant { id } } } } } }`;
    const read = async (viewer: Viewer, expected: number) => {
      const { orders: found } = await data<{
        orders: { nodes: { lines: { totalCount: number; nodes: unknown[] } }[] };
      }>(query, {}, viewer);
      expect(found.nodes).toHaveLength(expected);
      for (const { lines } of found.nodes) expect([lines.totalCount, lines.nodes.length]).toEqual([2, 2]);
    };
    await read(one, 1);
    const forOne = await countQueries(() => read(one, 1));
    expect(forOne).toBe(4); // orders, their number, their lines, the lines' number
    expect(await countQueries(() => read(many, 50))).toBe(forOne);
  });
});
