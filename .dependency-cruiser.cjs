// The borders of the house, each explained in docs/architecture.md. tests/contract/dependency-rules.test.ts breaks every one
// of them on purpose and expects the rule of that name to say so.
const TEST = String.raw`(\.test\.ts$|^tests/|/testing/|\.fixture\.ts$)`;
const GRAPHQL_EDGE = String.raw`\.(type|resolver)\.ts$`;

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          TEST,
          String.raw`(^|/)[^/]+\.config\.(ts|js|cjs)$`,
          "^codegen.ts$",
          "^bench/",
          "/generated/",
          "^prisma/",
        ],
      },
      to: {},
    },
    {
      // What does not resolve has no path, and no other rule can see it.
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "sibling-only-by-contract",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/" },
      to: { path: "^subgraphs/[^/]+/", pathNot: ["^subgraphs/$1/", "^subgraphs/[^/]+/contract/"] },
    },
    {
      name: "contract-is-a-leaf",
      severity: "error",
      from: { path: "^subgraphs/[^/]+/contract/", pathNot: TEST },
      to: {
        pathNot: [
          "^subgraphs/[^/]+/contract/",
          "^platform/events/define-(audit-)?event",
          "^platform/audit/audit-record",
          "^platform/money/",
          "node_modules/zod/",
        ],
      },
    },
    {
      name: "platform-knows-nobody",
      severity: "error",
      from: { path: "^platform/" },
      to: { path: "^(subgraphs|router|runtime|embedded|tests|scripts)/" },
    },
    {
      name: "embedded-knows-nobody",
      severity: "error",
      from: { path: "^embedded/", pathNot: TEST },
      to: { path: "^(subgraphs|router|runtime|platform|tests|scripts)/" },
    },
    {
      name: "embedded-is-for-runtime",
      severity: "error",
      from: { pathNot: "^(embedded|runtime|scripts|tests|bench)/" },
      to: { path: "^embedded/" },
    },
    {
      name: "router-knows-only-schemas",
      severity: "error",
      from: { path: "^router/", pathNot: TEST },
      to: { path: "^(subgraphs|runtime|embedded|tests|scripts)/" },
    },
    {
      name: "graphql-stays-at-the-edge",
      severity: "error",
      from: {
        path: "^(subgraphs|platform)/",
        pathNot: [GRAPHQL_EDGE, String.raw`/subgraph\.ts$`, "^platform/graphql/", TEST],
      },
      to: { path: [String.raw`node_modules/(type-graphql|graphql|graphql-scalars|@apollo)/`, GRAPHQL_EDGE] },
    },
    {
      name: "prisma-only-in-repositories",
      severity: "error",
      from: {
        path: "^(subgraphs|router|runtime|platform|embedded)/",
        pathNot: [
          String.raw`\.repository\.ts$`,
          String.raw`/database\.ts$`,
          String.raw`\.db\.test\.ts$`,
          "/generated/",
        ],
      },
      to: { path: ["/generated/prisma/", String.raw`node_modules/@prisma/`] },
    },
    {
      name: "repositories-look-down-only",
      severity: "error",
      from: { path: String.raw`\.repository\.ts$` },
      to: {
        path: [
          "/(clients|reactions|jobs)/",
          GRAPHQL_EDGE,
          String.raw`\.loaders\.ts$`,
          String.raw`/(database|context)\.ts$`,
          "^platform/(events|jobs|graphql)/",
        ],
      },
    },
    {
      name: "resolvers-do-no-io",
      severity: "error",
      from: { path: GRAPHQL_EDGE },
      to: {
        path: [
          "^subgraphs/[^/]+/src/(clients|reactions|jobs)/",
          String.raw`/database\.ts$`,
          "^platform/(events|jobs)/",
          String.raw`^platform/database/(?!page\.ts$)`,
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "registry-is-for-runtime",
      severity: "error",
      from: { pathNot: "^(runtime|scripts|tests|bench)/" },
      to: { path: "^subgraphs/registry.ts$" },
    },
    {
      name: "platform-imports-downward",
      severity: "error",
      from: {
        path: "^platform/(errors|money|time|text|concurrency|ids|config|logging|identity|audit|database|cache)/",
        pathNot: TEST,
      },
      to: { path: "^platform/(jobs|events|graphql|neighbour|http|subgraph|testing)/" },
    },
    {
      name: "runtime-is-the-top",
      severity: "error",
      from: { pathNot: "^(runtime|scripts|tests|bench|prisma)/" },
      to: { path: "^(runtime|scripts|bench)/" },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      // Generated clients are copied into projects with dependencies of their own.
      name: "declared-dependencies-only",
      severity: "error",
      from: { pathNot: "^clients/" },
      to: { dependencyTypes: ["npm-no-pkg"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      mainFields: ["module", "main", "types", "typings"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
