import { runCommand } from "./run-command.ts";

let supported: Promise<boolean> | undefined;

/**
 * What to put before a command so that the kernel ends it with `signalName` when this process dies, even by SIGKILL.
 * Nothing where the system cannot do that (see endOrphans). Must stand after a change of user or namespace, which
 * would undo it. The kernel watches the thread that starts the command: call from the main thread.
 */
export async function dieWithParent(signalName: "INT" | "TERM"): Promise<readonly string[]> {
  supported ??= probe();
  if (!(await supported)) return [];
  // If we die before setpriv has asked for the signal, none comes: so the shell looks who its parent is afterwards.
  const unlessOrphaned = '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"';
  return ["setpriv", "--pdeathsig", signalName, "sh", "-c", unlessOrphaned, "sh", String(process.pid)];
}

async function probe(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  return (await runCommand(["setpriv", "--pdeathsig", "TERM", "true"])).code === 0;
}
