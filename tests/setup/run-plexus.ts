import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";

export interface PlexusRun {
  child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

/** Starts the compiled entry with only the given variables besides PATH, HOME and the cache folder. */
export function runPlexus(env: Record<string, string>): PlexusRun {
  const { PATH = "", HOME = "", XDG_CACHE_HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--conditions=built", join(PROJECT_FOLDER, "dist/runtime/main.js")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH, HOME, XDG_CACHE_HOME, LOG_LEVEL: "warn", ...env },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, "close").then(() => child.exitCode);
  return { child, output: () => text, ended };
}

/** Resolves when the run has written its `services.json`. @throws Error with its output when it ends before. */
export async function untilReady(run: PlexusRun, dataDir: string): Promise<{ graphql: string }> {
  const file = join(dataDir, "services.json");
  while (!existsSync(file)) {
    if (run.child.exitCode !== null || run.child.signalCode !== null) throw new Error(`it ended:\n${run.output()}`);
    await delay(50);
  }
  return JSON.parse(readFileSync(file, "utf8")) as { graphql: string };
}

/** Processes of this machine whose command line or working folder names `dataDir`, by their command lines. */
export function processesOf(dataDir: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
        return command.includes(dataDir) || environment.includes(`DATA_DIR=${dataDir}`) ? [`${pid} ${command}`] : [];
      } catch {
        return []; // it ended while we looked
      }
    });
}
