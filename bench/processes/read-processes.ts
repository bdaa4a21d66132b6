import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, parse } from "node:path";
import { type CpuTimes, findTree, parsePss, parseRss, parseStat, type ProcessStat, sumCpu } from "./proc-files.ts";

/** CPU of `pid` and of all that it has started, from its start until now; resolution 10 ms a process. */
export const readCpu = (pid: number): CpuTimes => sumCpu(findTree(readAll(), pid));

/** Memory of one process with all that it has started. */
export interface MemoryOf {
  name: string;
  bytes: number;
}

export interface TreeMemory {
  /** The root process alone, then each server that it has started, with its own children. */
  parts: MemoryOf[];
  total: number;
  /** Processes whose PSS the kernel would not tell, so that their RSS stands in, which counts shared pages in full. */
  byRss: number;
}

/** PSS of `root` and all that it has started. */
export function readMemory(root: number): TreeMemory {
  const processes = readAll();
  let byRss = 0;
  const sizeOf = (pid: number): number => {
    const { bytes, isPss } = readSize(pid);
    if (!isPss) byRss++;
    return bytes;
  };
  const children = processes.filter(({ parentPid }) => parentPid === root);
  const parts = [
    { name: "app", bytes: sizeOf(root) },
    ...children.map(({ pid }) => ({
      name: programName(pid),
      bytes: findTree(processes, pid).reduce((total, member) => total + sizeOf(member.pid), 0),
    })),
  ];
  return { parts, total: parts.reduce((total, { bytes }) => total + bytes, 0), byRss };
}

/** What npm keeps in memory while a script of it runs: itself and its shell. Null when we were not started by npm. */
export function readNpmMemory(): number | null {
  const processes = readAll();
  const ancestors: number[] = [];
  for (let pid = process.ppid; pid > 1; pid = processes.find((each) => each.pid === pid)?.parentPid ?? 0) {
    ancestors.push(pid);
    if (/^npm\b/.test(commandLine(pid)[0] ?? "") || /npm-cli\.js$/.test(commandLine(pid)[1] ?? "")) {
      return ancestors.reduce((total, ancestor) => total + readSize(ancestor).bytes, 0);
    }
  }
  return null;
}

/** A process may end while we look; then it has no numbers any more. */
function readAll(): ProcessStat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      return stat ? [parseStat(stat)] : [];
    });
}

function readSize(pid: number): { bytes: number; isPss: boolean } {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  if (rollup) return { bytes: parsePss(rollup), isPss: true };
  const status = read(`/proc/${pid}/status`);
  return { bytes: status?.includes("VmRSS:") ? parseRss(status) : 0, isPss: false };
}

/** The program's name; for a Node process that of the script it runs, with its folder's. */
function programName(pid: number): string {
  const [program = "", ...args] = commandLine(pid);
  const script = basename(program) === "node" ? args.find((arg) => !arg.startsWith("-")) : undefined;
  if (script) return `${basename(dirname(script))}/${parse(script).name}`;
  // Some servers write more than their name there.
  return basename(program).replace(/[\s:].*$/, "");
}

const commandLine = (pid: number): string[] => (read(`/proc/${pid}/cmdline`) ?? "").split("\0").filter(Boolean);

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8") || undefined;
  } catch {
    return undefined;
  }
}
