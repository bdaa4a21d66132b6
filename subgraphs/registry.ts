import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";

export interface RegisteredSubgraph {
  /** Loaded only when a role of this process needs it. */
  load: () => Promise<{ createSubgraph: CreateSubgraph }>;
  /** Names of the events that it reacts to, from anywhere. */
  reactsTo: readonly string[];
  /** Public HTTP paths that it answers itself; the router's port hands them on. */
  routes: readonly string[];
}

/** THE list of subgraphs. Roles, neighbours, migrations, composition and the checks all derive from it. */
export const SUBGRAPHS = {
  accounts: {
    load: () => import("./accounts/src/subgraph.ts"),
    reactsTo: ["orders.order-paid.v1"],
    routes: [],
  },
  products: {
    load: () => import("./products/src/subgraph.ts"),
    reactsTo: ["orders.order-paid.v1", "orders.order-expired.v1", "orders.checkout-abandoned.v1"],
    routes: [],
  },
  carts: {
    load: () => import("./carts/src/subgraph.ts"),
    reactsTo: ["orders.order-paid.v1", "orders.order-expired.v1", "orders.checkout-abandoned.v1"],
    routes: [],
  },
  orders: {
    load: () => import("./orders/src/subgraph.ts"),
    reactsTo: ["payments.payment-captured.v1"],
    routes: [],
  },
  payments: {
    load: () => import("./payments/src/subgraph.ts"),
    reactsTo: ["orders.order-expired.v1", "orders.payment-unwanted.v1"],
    routes: ["/webhooks/stripe"],
  },
} as const satisfies Record<string, RegisteredSubgraph>;

export type SubgraphName = keyof typeof SUBGRAPHS;

export const SUBGRAPH_NAMES = Object.keys(SUBGRAPHS) as SubgraphName[];

/** Who gets an event. */
export const subscribersOf = (eventName: string): SubgraphName[] =>
  SUBGRAPH_NAMES.filter((name) => (SUBGRAPHS[name].reactsTo as readonly string[]).includes(eventName));
