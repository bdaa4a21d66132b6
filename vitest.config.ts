import { defineConfig } from "vitest/config";

const folders = ["subgraphs", "router", "platform", "embedded", "runtime", "scripts", "tests", "bench"];

export default defineConfig({
  // Vite would pick graphql's ES module build while the CommonJS packages load the other: two realms, one error.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  oxc: { decorator: { legacy: true } },
  test: {
    env: { APOLLO_TELEMETRY_DISABLED: "true", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    setupFiles: ["reflect-metadata"],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "code",
          include: folders.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ["tests/e2e/**"],
          globalSetup: ["tests/setup/global-setup.ts"],
        },
      },
      // Stopping one subgraph, and reaching its port, needs many processes; starting and stopping the whole is the same either way.
      journeys("one", ["tests/e2e/sibling-down/**", "tests/e2e/strangers/**"]),
      journeys("many", ["tests/e2e/lifecycle/**", "tests/e2e/external-issuer/**"]),
    ],
  },
});

/** The journeys of a customer against the whole system, as one process or as one process per subgraph. */
function journeys(mode: "one" | "many", notHere: string[]) {
  return {
    extends: true as const,
    test: {
      name: `e2e-${mode}`,
      include: ["tests/e2e/**/*.test.ts"],
      exclude: notHere,
      env: { STACK: mode },
      globalSetup: ["tests/setup/e2e-setup.ts"],
      // The journeys share one system, and some prove that nothing was written to it.
      fileParallelism: false,
      testTimeout: 60_000,
    },
  };
}
