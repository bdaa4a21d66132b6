import type { PublicRoute } from "#platform/neighbour/public-route.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";

export interface RegisteredSubgraph {
  /** Loaded only when a role of this process needs it. */
  load: () => Promise<{ createSubgraph: CreateSubgraph }>;
  /** Names of the events that it reacts to, from anywhere. */
  reactsTo: readonly string[];
  /** Names of the events that it publishes. */
  publishes: readonly string[];
  /** Siblings that it asks while it answers a request. */
  asks: readonly string[];
  /** Variables with secrets of its own, each of at least 32 characters. */
  secrets: readonly string[];
  /** Public HTTP addresses that it answers itself; the router's port hands them on. */
  routes: readonly PublicRoute[];
}

/** THE list of subgraphs. Roles, neighbours, migrations, composition and the checks all derive from it. */
export const SUBGRAPHS = {
  accounts: {
    load: () => import("./accounts/src/subgraph.ts"),
    publishes: [
      "accounts.account-erased.v1",
      "accounts.shop-opened.v1",
      "accounts.shop-updated.v1",
      "accounts.shop-closed.v1",
    ],
    reactsTo: [
      "orders.order-placed.v1",
      "orders.order-paid.v1",
      "orders.audit-recorded.v1",
      "payments.audit-recorded.v1",
      "products.audit-recorded.v1",
      "products.low-stock.v1",
    ],
    asks: ["orders", "products"],
    secrets: ["ACCOUNTS_SECRET"],
    routes: [
      { path: "/mail/unsubscribe", methods: ["GET", "POST"] },
      { path: "/mail/preview", methods: ["GET"], withPathsBelow: true },
    ],
  },
  products: {
    load: () => import("./products/src/subgraph.ts"),
    publishes: [
      "products.product-changed.v1",
      "products.audit-recorded.v1",
      "products.low-stock.v1",
      "products.back-in-stock.v1",
    ],
    reactsTo: [
      "orders.order-paid.v1",
      "orders.order-expired.v1",
      "orders.checkout-abandoned.v1",
      "accounts.shop-closed.v1",
      "accounts.account-erased.v1",
    ],
    asks: [],
    secrets: [],
    routes: [],
  },
  carts: {
    load: () => import("./carts/src/subgraph.ts"),
    publishes: [],
    reactsTo: [
      "accounts.account-erased.v1",
      "orders.order-paid.v1",
      "orders.order-expired.v1",
      "orders.checkout-abandoned.v1",
    ],
    asks: ["products"],
    secrets: [],
    routes: [],
  },
  orders: {
    load: () => import("./orders/src/subgraph.ts"),
    publishes: [
      "orders.order-placed.v1",
      "orders.order-paid.v1",
      "orders.order-expired.v1",
      "orders.checkout-abandoned.v1",
      "orders.payment-unwanted.v1",
      "orders.audit-recorded.v1",
    ],
    reactsTo: ["accounts.account-erased.v1", "payments.payment-captured.v1"],
    asks: ["carts", "products"],
    secrets: ["ORDERS_SECRET"],
    routes: [],
  },
  payments: {
    load: () => import("./payments/src/subgraph.ts"),
    publishes: ["payments.payment-captured.v1", "payments.audit-recorded.v1"],
    reactsTo: ["accounts.account-erased.v1", "orders.order-expired.v1", "orders.payment-unwanted.v1"],
    asks: ["orders"],
    secrets: [],
    routes: [{ path: "/webhooks/stripe", methods: ["POST"] }],
  },
} as const satisfies Record<string, RegisteredSubgraph>;

export type SubgraphName = keyof typeof SUBGRAPHS;

export const SUBGRAPH_NAMES = Object.keys(SUBGRAPHS) as SubgraphName[];

/** Who gets an event. */
export const subscribersOf = (eventName: string): SubgraphName[] =>
  SUBGRAPH_NAMES.filter((name) => (SUBGRAPHS[name].reactsTo as readonly string[]).includes(eventName));
