/**
 * Files of a small project, each with what it imports; `type …` for an import of types only. What is imported by a relative
 * path or an alias must be listed, too, unless that it is missing is the point.
 */
export type ImportTree = Readonly<Record<string, readonly string[]>>;

/** A tree that breaks one rule, and others only where they say the same. */
interface Violation {
  what: string;
  tree: ImportTree;
  alsoBreaks: readonly string[];
}

const one = (
  what: string,
  from: string,
  specifier: string,
  target?: string,
  ...alsoBreaks: readonly string[]
): Violation => ({ what, tree: { [from]: [specifier], ...(target ? { [target]: [] } : {}) }, alsoBreaks });

/** The tree's top folders that `from`, a file in another of them, must not import. */
const tops = (from: string, alsoBroken: Readonly<Record<string, string | undefined>>): Violation[] =>
  Object.entries(alsoBroken).map(([top, other]) =>
    one(top, from, `../../${top}/b.ts`, `${top}/b.ts`, ...(other ? [other] : [])),
  );

const ORDERS = "subgraphs/orders/src";
const NOT_THERE = "not-there";
const LOWER_PLATFORM = ["errors", "money", "time", "ids", "config", "logging", "identity", "database"];
const UPPER_PLATFORM = ["jobs", "events", "graphql", "neighbour", "http", "subgraph"];

/** For each rule by name, everything that it must catch. */
export const VIOLATIONS: Readonly<Record<string, readonly Violation[]>> = {
  "no-circular": [
    {
      what: "two files that import each other",
      tree: { "platform/time/a.ts": ["./b.ts"], "platform/time/b.ts": ["./a.ts"] },
      alsoBreaks: [],
    },
    {
      what: "a cycle through a third file and the alias",
      tree: {
        "platform/time/a.ts": ["#platform/ids/b.ts"],
        "platform/ids/b.ts": ["#platform/errors/c.ts"],
        "platform/errors/c.ts": ["#platform/time/a.ts"],
      },
      alsoBreaks: [],
    },
  ],
  "no-orphans": [{ what: "a file that nothing reaches", tree: { [`${ORDERS}/alone.ts`]: [] }, alsoBreaks: [] }],
  "everything-resolves": [
    one("a missing file", `${ORDERS}/a.ts`, "./missing.ts"),
    one("a package that is not there", `${ORDERS}/a.ts`, NOT_THERE),
    one("a missing file behind the alias", `${ORDERS}/a.ts`, "#platform/time/missing.ts"),
  ],
  "sibling-only-by-contract": [
    one("a sibling's code", `${ORDERS}/a.ts`, "../../carts/src/b.ts", "subgraphs/carts/src/b.ts"),
    one("a sibling's types", `${ORDERS}/a.ts`, "type ../../carts/src/b.ts", "subgraphs/carts/src/b.ts"),
    one("a sibling's code from a test", `${ORDERS}/a.test.ts`, "../../carts/src/b.ts", "subgraphs/carts/src/b.ts"),
  ],
  "contract-is-a-leaf": [
    one("code of its own subgraph", "subgraphs/orders/contract/events.ts", "../src/order.ts", `${ORDERS}/order.ts`),
    one("more of platform", "subgraphs/orders/contract/events.ts", "#platform/ids/id.ts", "platform/ids/id.ts"),
    one("a package", "subgraphs/orders/contract/events.ts", "pino"),
    one("a module of Node's", "subgraphs/orders/contract/events.ts", "node:fs"),
  ],
  "platform-knows-nobody": [
    one("a subgraph", "platform/http/a.ts", "../../subgraphs/orders/src/b.ts", `${ORDERS}/b.ts`),
    one("a subgraph's types", "platform/http/a.ts", "type ../../subgraphs/orders/src/b.ts", `${ORDERS}/b.ts`),
    ...tops("platform/http/a.ts", {
      router: undefined,
      runtime: "runtime-is-the-top",
      scripts: "runtime-is-the-top",
      embedded: "embedded-is-for-runtime",
      tests: "tests-are-not-imported",
    }),
  ],
  "embedded-knows-nobody": [
    one("platform", "embedded/a.ts", "#platform/time/b.ts", "platform/time/b.ts"),
    one("a subgraph", "embedded/a.ts", "../subgraphs/orders/src/b.ts", `${ORDERS}/b.ts`),
    ...tops("embedded/stand-ins/a.ts", {
      router: undefined,
      runtime: "runtime-is-the-top",
      scripts: "runtime-is-the-top",
      tests: "tests-are-not-imported",
    }),
  ],
  "embedded-is-for-runtime": [
    one("embedded servers in a subgraph", `${ORDERS}/a.ts`, "../../../embedded/b.ts", "embedded/b.ts"),
  ],
  "router-knows-only-schemas": [
    one("a subgraph", "router/src/a.ts", "../../subgraphs/orders/src/b.ts", `${ORDERS}/b.ts`),
    one(
      "a subgraph's contract",
      "router/src/a.ts",
      "../../subgraphs/orders/contract/events.ts",
      "subgraphs/orders/contract/events.ts",
    ),
    ...tops("router/src/a.ts", {
      runtime: "runtime-is-the-top",
      scripts: "runtime-is-the-top",
      embedded: "embedded-is-for-runtime",
      tests: "tests-are-not-imported",
    }),
  ],
  "graphql-stays-at-the-edge": [
    ...["graphql", "type-graphql", "graphql-scalars", "@apollo/subgraph"].map((name) =>
      one(`${name} in a rule`, `${ORDERS}/order/order.ts`, name),
    ),
    one("graphql's types in a use case", `${ORDERS}/order/cancel-order.ts`, "type graphql"),
    one("a GraphQL type in a use case", `${ORDERS}/a.ts`, "type ./order.type.ts", `${ORDERS}/order.type.ts`),
    one("a resolver in a reaction", `${ORDERS}/reactions/on-a.ts`, "../b.resolver.ts", `${ORDERS}/b.resolver.ts`),
    one("graphql in platform", "platform/identity/a.ts", "graphql"),
  ],
  "prisma-only-in-repositories": [
    one(
      "the generated client in a use case",
      `${ORDERS}/a.ts`,
      "./generated/prisma/b.ts",
      `${ORDERS}/generated/prisma/b.ts`,
    ),
    one("its types", `${ORDERS}/a.ts`, "type ./generated/prisma/b.ts", `${ORDERS}/generated/prisma/b.ts`),
    one("Prisma itself in the wiring", `${ORDERS}/subgraph.ts`, "@prisma/client"),
    one("Prisma in a test without a database", `${ORDERS}/a.test.ts`, "@prisma/client"),
    one("Prisma in the router", "router/src/a.ts", "@prisma/client"),
    one("Prisma in platform", "platform/database/a.ts", "@prisma/client"),
    one("Prisma in runtime", "runtime/a.ts", "@prisma/client"),
  ],
  "repositories-look-down-only": [
    ...["clients/b.client.ts", "reactions/on-b.ts", "jobs/b.ts", "order/b.loaders.ts", "database.ts", "context.ts"].map(
      (path) => one(path, `${ORDERS}/order/a.repository.ts`, `../${path}`, `${ORDERS}/${path}`),
    ),
    ...["type", "resolver"].map((role) =>
      one(
        `a ${role}`,
        `${ORDERS}/a.repository.ts`,
        `type ./b.${role}.ts`,
        `${ORDERS}/b.${role}.ts`,
        "graphql-stays-at-the-edge",
      ),
    ),
    one("types of the context", `${ORDERS}/a.repository.ts`, "type ./context.ts", `${ORDERS}/context.ts`),
    ...["events", "jobs", "graphql"].map((folder) =>
      one(`platform/${folder}`, `${ORDERS}/a.repository.ts`, `#platform/${folder}/b.ts`, `platform/${folder}/b.ts`),
    ),
  ],
  "resolvers-do-no-io": [
    ...["clients/b.client.ts", "reactions/on-b.ts", "jobs/b.ts", "database.ts"].flatMap((path) => [
      one(`${path} in a resolver`, `${ORDERS}/order/a.resolver.ts`, `../${path}`, `${ORDERS}/${path}`),
      one(`${path} in a type`, `${ORDERS}/order/a.type.ts`, `../${path}`, `${ORDERS}/${path}`),
    ]),
    ...["events/b.ts", "jobs/b.ts", "database/transaction.ts"].map((path) =>
      one(`platform/${path}`, `${ORDERS}/order/a.resolver.ts`, `#platform/${path}`, `platform/${path}`),
    ),
  ],
  "registry-is-for-runtime": [
    one("the registry in a subgraph", `${ORDERS}/a.ts`, "../../registry.ts", "subgraphs/registry.ts"),
  ],
  "platform-imports-downward": [
    ...LOWER_PLATFORM.map((lower) => ({ lower, upper: "events" })),
    ...UPPER_PLATFORM.map((upper) => ({ lower: "cache", upper })),
  ].map(({ lower, upper }) =>
    one(`${upper} in ${lower}`, `platform/${lower}/a.ts`, `#platform/${upper}/b.ts`, `platform/${upper}/b.ts`),
  ),
  "runtime-is-the-top": [
    one("runtime in a subgraph", `${ORDERS}/a.ts`, "../../../runtime/b.ts", "runtime/b.ts"),
    one("a script in a subgraph", `${ORDERS}/a.ts`, "../../../scripts/b.ts", "scripts/b.ts"),
    one("a benchmark in a subgraph", `${ORDERS}/a.ts`, "../../../bench/b.ts", "bench/b.ts"),
  ],
  "tests-are-not-imported": [
    one("a test", `${ORDERS}/a.ts`, "./b.test.ts", `${ORDERS}/b.test.ts`),
    one("platform/testing", `${ORDERS}/a.ts`, "#platform/testing/barrier.ts", "platform/testing/barrier.ts"),
    one("a subgraph's own testing folder", `${ORDERS}/a.ts`, "./testing/b.ts", `${ORDERS}/testing/b.ts`),
    one("a fixture", `${ORDERS}/a.ts`, "./b.fixture.ts", `${ORDERS}/b.fixture.ts`),
    one("the journeys' set-up", "scripts/a.ts", "../tests/setup/b.ts", "tests/setup/b.ts"),
    one("platform/testing in runtime", "runtime/a.ts", "#platform/testing/barrier.ts", "platform/testing/barrier.ts"),
  ],
  "declared-dependencies-only": [one("a package that only another package brings", `${ORDERS}/a.ts`, "undeclared")],
};

/** What the rules allow, side by side: a rule that grows too wide hits one of these. */
export const CLEAN_TREE: ImportTree = {
  "codegen.ts": [],
  "clients/storefront/graphql.ts": ["type undeclared"],
  "vitest.config.ts": [],
  "bench/load.ts": ["../subgraphs/registry.ts", "../embedded/start.ts", "../runtime/main.ts"],
  "bench/alone.ts": [],
  "prisma/orders/seed.ts": ["../../subgraphs/orders/src/database.ts", "../../runtime/main.ts"],
  "prisma/orders/prisma.config.ts": [],
  "prisma/orders/alone.ts": [],
  "runtime/main.test.ts": ["./main.ts"],
  "platform/ids/alone.test.ts": [],
  "subgraphs/carts/src/generated/prisma/alone.ts": [],
  "runtime/main.ts": ["../subgraphs/registry.ts", "../embedded/start.ts", "../router/src/router.ts", "pino"],
  "scripts/migrate.ts": ["../runtime/main.ts", "../subgraphs/registry.ts", "../embedded/start.ts"],
  "scripts/schema-engine.mjs": ["@prisma/adapter-pg"],
  "embedded/start.ts": ["node:net", "pg"],
  "embedded/start.db.test.ts": ["./start.ts", "#platform/testing/barrier.ts"],
  "router/src/router.ts": ["graphql", "@apollo/gateway", "#platform/neighbour/neighbour.ts"],
  "router/src/router.test.ts": ["./router.ts", "../../subgraphs/orders/src/subgraph.ts"],
  "tests/e2e/purchase/purchase.test.ts": ["../../../runtime/main.ts", "../../../subgraphs/carts/src/cart.ts"],
  "tests/contract/registry.test.ts": ["../../subgraphs/registry.ts"],
  "tests/setup/start-stack.ts": ["../../embedded/start.ts", "../../clients/storefront/graphql.ts"],
  "subgraphs/registry.ts": ["./orders/src/subgraph.ts", "type #platform/subgraph/subgraph.ts"],
  "subgraphs/carts/contract/events.ts": [
    "zod",
    "#platform/events/define-event.ts",
    "#platform/events/define-audit-event.ts",
    "#platform/money/money.ts",
  ],
  "subgraphs/carts/contract/events.test.ts": ["./events.ts", "node:fs", "vitest"],
  "subgraphs/carts/src/cart.ts": ["#platform/money/money.ts"],
  "subgraphs/orders/contract/events.ts": ["../../carts/contract/events.ts"],
  [`${ORDERS}/subgraph.ts`]: [
    "graphql",
    "./database.ts",
    "./order/order.resolver.ts",
    "./reactions/on-cart-left.ts",
    "#platform/events/outbox.ts",
  ],
  [`${ORDERS}/database.ts`]: ["./generated/prisma/client.ts", "@prisma/adapter-pg", "./order/order.repository.ts"],
  [`${ORDERS}/generated/prisma/client.ts`]: ["@prisma/client"],
  [`${ORDERS}/context.ts`]: ["type ./order/order.loaders.ts", "type ./database.ts"],
  [`${ORDERS}/order/order.ts`]: ["#platform/money/money.ts"],
  [`${ORDERS}/order/order.repository.ts`]: [
    "../generated/prisma/client.ts",
    "type ./order.ts",
    "#platform/database/transaction.ts",
  ],
  [`${ORDERS}/order/order.repository.db.test.ts`]: ["./order.repository.ts", "../generated/prisma/client.ts"],
  [`${ORDERS}/order/order.loaders.ts`]: ["dataloader", "./order.repository.ts"],
  [`${ORDERS}/order/order.type.ts`]: ["type-graphql", "#platform/money/money.type.ts", "type ./order.ts"],
  [`${ORDERS}/order/order.resolver.ts`]: [
    "type-graphql",
    "./order.type.ts",
    "type ../context.ts",
    "type ../clients/carts.client.ts",
    "#platform/database/page.ts",
  ],
  [`${ORDERS}/clients/carts.client.ts`]: ["#platform/neighbour/neighbour.ts"],
  [`${ORDERS}/reactions/on-cart-left.ts`]: ["../../../carts/contract/events.ts", "type ../database.ts"],
  [`${ORDERS}/orders.api.test.ts`]: ["./subgraph.ts", "./testing/start-orders.ts", "graphql"],
  [`${ORDERS}/testing/start-orders.ts`]: ["#platform/testing/barrier.ts"],
  "platform/cache/cache.db.test.ts": ["#platform/events/outbox.ts", "#platform/testing/barrier.ts"],
  "platform/database/page.ts": [],
  "platform/database/transaction.ts": ["type ./page.ts"],
  "platform/audit/audit-record.ts": ["zod"],
  "platform/events/define-audit-event.ts": ["#platform/audit/audit-record.ts", "./define-event.ts"],
  "platform/events/define-event.ts": ["type zod"],
  "platform/events/outbox.ts": ["#platform/database/transaction.ts", "./define-event.ts"],
  "platform/graphql/scalars.ts": ["graphql", "graphql-scalars"],
  "platform/money/money.ts": [],
  "platform/money/money.type.ts": ["type-graphql", "./money.ts"],
  "platform/neighbour/neighbour.ts": ["type #platform/subgraph/subgraph.ts"],
  // A cycle of types alone costs nothing when the program runs.
  "platform/subgraph/subgraph.ts": ["type #platform/neighbour/neighbour.ts"],
  "platform/testing/barrier.ts": ["#platform/events/outbox.ts", "vitest"],
};

/** Every package that a tree imports. */
export const PACKAGES: readonly string[] = [
  ...new Set(
    [CLEAN_TREE, ...Object.values(VIOLATIONS).flatMap((violations) => violations.map(({ tree }) => tree))]
      .flatMap((tree) => Object.values(tree).flat())
      .map((specifier) => specifier.replace(/^type /, ""))
      .filter((specifier) => !/^([.#]|node:)/.test(specifier) && specifier !== NOT_THERE),
  ),
];
