// `npm run prisma -- <subgraph> <command …>`: Prisma's CLI for one subgraph, offline. Examples:
//   npm run prisma -- orders generate
//   npm run prisma -- orders migrate diff --from-migrations prisma/orders/migrations --to-schema prisma/orders/schema.prisma --script
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs Prisma's CLI for `subgraph`; resolves with its exit code and what it printed. */
export function runPrisma(subgraph, args, stdio = "pipe") {
  const config = join("prisma", subgraph, "prisma.config.ts");
  const child = spawn(
    join(root, "node_modules", ".bin", "node"),
    [join(root, "node_modules", "prisma", "build", "index.js"), ...args, "--config", config],
    {
      cwd: root,
      stdio: stdio === "pipe" ? ["ignore", "pipe", "pipe"] : stdio,
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: join(root, "scripts", "schema-engine.mjs"),
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    },
  );
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code: code ?? 1, output })));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [subgraph, ...args] = process.argv.slice(2);
  if (!subgraph || !existsSync(join(root, "prisma", subgraph, "schema.prisma"))) {
    console.error("usage: npm run prisma -- <subgraph> <command …>");
    process.exit(2);
  }
  process.exit((await runPrisma(subgraph, args, "inherit")).code);
}
