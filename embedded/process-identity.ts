import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hasCode } from "./embedded.errors.ts";

/** Whether a process with this pid exists, whoever owns it. A zombie on Linux counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
  return process.platform !== "linux" || readStat(pid)?.state !== "Z";
}

/**
 * A text that differs between two processes which got the same pid one after the other: boot and start time. Undefined
 * when the process is gone or the system does not tell, so compare it only when it is known.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === "linux") {
    const stat = readStat(pid);
    return stat === undefined || stat.state === "Z" ? undefined : `${bootId()}/${stat.startTicks}`;
  }
  if (process.platform === "win32") return undefined;
  const started = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return started === "" ? undefined : started;
}

/** The arguments a process was started with; empty when it is gone or the system does not tell. */
export function commandLine(pid: number): readonly string[] {
  if (process.platform === "linux") return (readText(`/proc/${pid}/cmdline`) ?? "").split("\0").filter(Boolean);
  if (process.platform === "win32") return [];
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" })
    .stdout.trim()
    .split(/\s+/u);
}

function readStat(pid: number): { state: string; startTicks: string } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  // Field 2 is the program's name in brackets and may hold anything, so count from the last bracket: fields 3 and 22.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields?.[0], fields?.[19]];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}

const bootId = (): string => readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
