import "reflect-metadata";
import { BadEnvironment } from "#platform/config/environment.ts";
import { PortInUse } from "#platform/http/http-server.ts";
import { EmbeddedError } from "../embedded/embedded.errors.ts";
import { loadDotEnv } from "./load-dot-env.ts";
import { MigrationFailed } from "./migrate-database.ts";
import { startPlexus } from "./start-plexus.ts";
import { stopWithParent } from "./stop-with-parent.ts";

// Telemetry of the gateway is off everywhere, before anything of Apollo is loaded.
process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const stopAsked = new AbortController();
const asked = new Promise<void>((resolve) => stopAsked.signal.addEventListener("abort", () => resolve()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopAsked.abort());
stopWithParent(() => stopAsked.abort());

process.exit(await run());

/** Runs until asked to stop; the answer is the exit code. */
async function run(): Promise<number> {
  try {
    loadDotEnv();
    const plexus = await startPlexus(process.env, stopAsked.signal);
    const death = await Promise.race([asked, plexus.died]);
    if (death)
      process.stderr.write(`\nplexus: ${death.name} ended by itself, so everything stops.\n${death.logTail}\n`);
    await plexus.stop();
    return death ? 1 : 0;
  } catch (error) {
    if (stopAsked.signal.aborted) return 0;
    const known = [BadEnvironment, PortInUse, EmbeddedError, MigrationFailed].some((kind) => error instanceof kind);
    process.stderr.write(`\nplexus: ${known ? (error as Error).message : describe(error)}\n`);
    return 1;
  }
}

/** A declaration and not a constant: `run` is called above, before a constant would have its value. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
