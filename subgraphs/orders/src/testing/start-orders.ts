import pg from "pg";
import type { Scope } from "#platform/identity/scope.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph, type TestSubgraph } from "#platform/testing/test-subgraph.ts";
import { createSubgraph } from "../subgraph.ts";
import { FakeSiblings } from "./fake-siblings.ts";

export const ORDERS_SECRET = "a secret of the orders tests, 32 bytes";

export const aUser = (...scopes: Scope[]): Viewer & { kind: "user" } => ({
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes,
  memberships: [],
});

let keys = 0;
export const aKey = (): string => `test-key-${++keys}`;

export const AN_ADDRESS = {
  fullName: "Ada Lovelace",
  line1: "12 St James's Square",
  line2: null,
  city: "London",
  region: null,
  postalCode: "SW1Y 4JH",
  countryCode: "GB",
  phone: "+44 20 7946 0000",
};

const CHECKOUT = `mutation ($input: CheckoutStartInput!) {
  checkoutStart(input: $input) {
    order {
      id accessKey number status total { minorUnits currencyCode } reservation { id } email
      shippingAddress { fullName line1 line2 city region postalCode countryCode phone }
      lines { nodes { title quantity total { minorUnits } } }
    }
    userErrors { code message field cartLineId }
  }
}`;

export interface CheckoutAnswer {
  order: { id: string; accessKey: string; number: string; status: string; reservation: { id: string } } | null;
  userErrors: { code: string; message: string; field: string[]; cartLineId: string | null }[];
}

export interface CheckoutOptions {
  cartId: string;
  idempotencyKey?: string;
  viewer?: Viewer;
  email?: string;
}

export interface RunningOrders extends TestSubgraph {
  siblings: FakeSiblings;
  databaseUrl: string;
  /** Rows of the subgraph's own database, read and changed behind its back. */
  sql<Row extends pg.QueryResultRow>(text: string, ...values: unknown[]): Promise<Row[]>;
  /** The answer's data; the test fails when it has errors. */
  data<Shape>(query: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Shape>;
  checkoutRaw(options: CheckoutOptions): Promise<GraphQLResponse>;
  /** The payload of `checkoutStart`, or a rejection with the answer's first error. */
  checkout(options: CheckoutOptions): Promise<CheckoutAnswer>;
  /** A new order; the test fails when there is none. */
  placeOrder(
    options?: Partial<CheckoutOptions> & { lineCount?: number },
  ): Promise<NonNullable<CheckoutAnswer["order"]>>;
  /** Payloads of the stored events of that name, oldest first. */
  events(name: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The whole subgraph on a fresh database, beside siblings with a memory. */
export async function startOrders(): Promise<RunningOrders> {
  const databaseUrl = await cloneTestDatabase("orders");
  const siblings = new FakeSiblings();
  const running = await startTestSubgraph(createSubgraph, "orders", {
    env: { ORDERS_DATABASE_URL: databaseUrl, ORDERS_SECRET },
    neighbours: siblings.neighbours,
  });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const sql: RunningOrders["sql"] = async (text, ...values) => (await pool.query(text, values)).rows as never;

  const checkoutRaw: RunningOrders["checkoutRaw"] = ({
    viewer = GUEST,
    cartId,
    idempotencyKey = aKey(),
    email = "ada@example.test",
  }) =>
    running.graphql(CHECKOUT, { input: { cartId, idempotencyKey, email, shippingAddress: AN_ADDRESS } }, { viewer });
  const checkout: RunningOrders["checkout"] = async (options) => {
    const { data, errors } = await checkoutRaw(options);
    if (errors) throw new Error(`${String(errors[0]?.extensions?.["code"])}: ${errors[0]?.message}`);
    return data!["checkoutStart"] as CheckoutAnswer;
  };
  return {
    ...running,
    siblings,
    databaseUrl,
    sql,
    async data<Shape>(query: string, variables: Record<string, unknown> = {}, viewer: Viewer = GUEST) {
      const { data, errors } = await running.graphql(query, variables, { viewer });
      if (errors) throw new Error(JSON.stringify(errors));
      return data as Shape;
    },
    checkoutRaw,
    checkout,
    async placeOrder({ lineCount = 1, ...options } = {}) {
      const ownerId = options.viewer?.kind === "user" ? options.viewer.userId : null;
      const cartId = options.cartId ?? siblings.addCart({ ownerId, lineCount });
      const { order, userErrors } = await checkout({ ...options, cartId });
      if (!order) throw new Error(`no order: ${JSON.stringify(userErrors)}`);
      return order;
    },
    async events(name) {
      const rows = await sql<{ payload: Record<string, unknown> }>(
        "SELECT payload FROM outbox_events WHERE name = $1 ORDER BY occurred_at, id",
        name,
      );
      return rows.map(({ payload }) => payload);
    },
    async stop() {
      await running.subgraph.close();
      await pool.end();
    },
  };
}
