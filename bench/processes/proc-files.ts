/** One line of `/proc/<pid>/stat`, as far as it matters here. CPU is user and system time of all threads. */
export interface ProcessStat {
  pid: number;
  parentPid: number;
  /** Microseconds of the process itself. */
  cpuMicros: number;
  /** Microseconds of its children that have ended and been waited for, and of theirs. */
  endedChildrenCpuMicros: number;
}

/** Linux tells user space hundredths of a second, whatever the kernel's own tick. @see sysconf(3), _SC_CLK_TCK. */
const MICROS_PER_TICK = 10_000;

/** @throws Error when `text` is no such line. @see proc_pid_stat(5) */
export function parseStat(text: string): ProcessStat {
  // The second field is the program's name in brackets and may hold anything, so count from the last bracket.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3] ?? NaN);
  const stat = {
    pid: Number.parseInt(text, 10),
    parentPid: field(4),
    cpuMicros: (field(14) + field(15)) * MICROS_PER_TICK,
    endedChildrenCpuMicros: (field(16) + field(17)) * MICROS_PER_TICK,
  };
  if (!Object.values(stat).every(Number.isFinite)) throw new Error(`not a line of /proc/<pid>/stat: ${text}`);
  return stat;
}

/** Proportional set size in bytes: shared pages count for each process by its share. @throws Error @see proc_pid_smaps(5) */
export const parsePss = (smapsRollup: string): number => readKilobytes(smapsRollup, "Pss");

/** Resident set size in bytes, shared pages in full. @throws Error @see proc_pid_status(5) */
export const parseRss = (status: string): number => readKilobytes(status, "VmRSS");

function readKilobytes(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
  if (!found) throw new Error(`no ${name} in it`);
  return Number(found[1]) * 1_024;
}

/** `root` first, then its children, theirs, and so on. Empty when `root` is not among the processes. */
export function findTree(processes: readonly ProcessStat[], root: number): ProcessStat[] {
  const children = Map.groupBy(processes, ({ parentPid }) => parentPid);
  const tree = processes.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** CPU of a process alone, and of all that it has started, living or ended. In microseconds since their start. */
export interface CpuTimes {
  own: number;
  descendants: number;
}

/** The CPU times of a tree as `findTree` returns it. */
export function sumCpu(tree: readonly ProcessStat[]): CpuTimes {
  const [root, ...rest] = tree;
  if (!root) return { own: 0, descendants: 0 };
  const living = rest.reduce((total, { cpuMicros }) => total + cpuMicros, 0);
  const ended = tree.reduce((total, { endedChildrenCpuMicros }) => total + endedChildrenCpuMicros, 0);
  return { own: root.cpuMicros, descendants: living + ended };
}
