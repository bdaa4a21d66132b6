import { createLogger } from "#platform/logging/logger.ts";
import { type Environment } from "#platform/config/environment.ts";
import type { Settings } from "../runtime/settings.ts";
import { startBacking } from "../runtime/start-backing.ts";
import { migrateRoles } from "../runtime/start-roles.ts";
import { readRunningSystem } from "./running-system.ts";

export interface Servers {
  env: Environment;
  stop(): Promise<void>;
}

/** In this order: what the environment names in full, what runs in the data folder, what we bring along. */
export async function findServers(settings: Settings, say: (line: string) => void): Promise<Servers> {
  const nothingToStop = async () => {};
  if (process.env["ACCOUNTS_DATABASE_URL"] && process.env["PRODUCTS_DATABASE_URL"] && process.env["MONGODB_URL"]) {
    return { env: process.env, stop: nothingToStop };
  }
  const running = readRunningSystem(settings.dataDir);
  if (running) return { env: { ...running, ...process.env }, stop: nothingToStop };
  const { stack, env } = await startBacking(settings, process.env, say, { signal: new AbortController().signal });
  await migrateRoles(settings, env, createLogger({ part: "scripts", level: "warn" }));
  return { env, stop: () => stack.stop() };
}
