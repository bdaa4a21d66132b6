import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vite would pick graphql's ES module build while the CommonJS packages load the other: two realms, one error.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ["subgraphs", "router", "platform", "embedded", "runtime", "scripts", "tests", "bench"].map(
      (folder) => `${folder}/**/*.test.ts`,
    ),
    globalSetup: ["tests/setup/global-setup.ts"],
    env: { APOLLO_TELEMETRY_DISABLED: "true", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
