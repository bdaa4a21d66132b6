import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Environment } from "#platform/config/environment.ts";
import type { Services } from "./services-file.ts";
import type { Settings } from "./settings.ts";

/** Set when the demo shop's data would land in someone's own database. */
const SOMEONES_OWN = ["DATABASE_URL", "ACCOUNTS_DATABASE_URL", "PRODUCTS_DATABASE_URL", "MONGODB_URL"];

/** Written by the seed when it is through; the demo sign-ins are in it. */
export const demoFile = (dataDir: string): string => join(dataDir, "demo.json");

/**
 * Loads the demo shop on the first start, in a process of its own: drawing images and making a thousand products should not
 * stay in the memory of the one that serves. Only into databases that we brought along; nobody's own gets demo data unasked,
 * which `given`, the environment before our addresses were added, tells.
 */
export async function loadDemoShop(
  settings: Settings,
  given: Environment,
  env: Environment,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Services["demo"]> {
  const isOurs = SOMEONES_OWN.every((variable) => !given[variable]);
  if (settings.seedProducts === 0 || !isOurs) return undefined;
  const file = demoFile(settings.dataDir);
  if (!existsSync(file)) {
    say(`loading the demo shop (${settings.seedProducts} products, once)`);
    await runSeed(["--products", String(settings.seedProducts)], { ...env, DATA_DIR: settings.dataDir }, signal);
  }
  return (JSON.parse(await readFile(file, "utf8")) as { demo: Services["demo"] }).demo;
}

function runSeed(args: readonly string[], env: Environment, signal: AbortSignal): Promise<void> {
  const script = join(import.meta.dirname, "..", "scripts", `seed${extname(import.meta.filename)}`);
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...env },
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("loading the demo shop failed"))));
  });
}
