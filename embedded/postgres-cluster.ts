import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dieWithParent } from "./die-with-parent.ts";
import { EmbeddedError } from "./embedded.errors.ts";
import { endProcess } from "./end-orphans.ts";
import type { PostgresHome } from "./postgres-account.ts";
import { commandLine, isAlive } from "./process-identity.ts";
import { runCommand } from "./run-command.ts";
import type { Workplace } from "./workplace.ts";

/**
 * The cluster's folder, made on the first start. Half a cluster is never taken for one: it is made beside and renamed.
 * Ordering of text is the built-in C.UTF-8, the same on every machine.
 */
export async function findOrCreateCluster(home: PostgresHome, workplace: Workplace): Promise<string> {
  const cluster = join(home.folder, "postgres");
  if (await exists(join(cluster, "PG_VERSION"))) return cluster;

  workplace.onProgress("Creating the PostgreSQL databases (first start only) …");
  const draft = `${cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  if (home.user !== undefined) await chown(draft, home.user.uid, home.user.gid);
  const initdb = [home.binaries.initdb, "-D", draft, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const { code, stdout, stderr } = await runCommand(
    [...home.prefix, ...(await dieWithParent("TERM")), ...initdb, ...locale],
    { ...(home.user === undefined ? {} : { user: home.user }), timeoutMs: 180_000, signal: workplace.signal },
  );
  if (code !== 0) throw new EmbeddedError(`PostgreSQL's databases could not be created:\n${stdout}${stderr}`.trim());
  await rename(draft, cluster);
  return cluster;
}

/**
 * Clears what an unclean end left behind: waits for our own orphan, if there is one, and takes away the claim of a
 * postmaster.pid whose pid now belongs to somebody else (likely after a reboot or a container's restart).
 */
export async function clearStalePostmaster(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const text = await readFile(pidFile, "utf8").catch(() => undefined);
  const pid = Number(text?.split("\n", 1)[0]);
  // A pid that nobody has is PostgreSQL's own business: it recovers by itself.
  if (text === undefined || !Number.isInteger(pid) || pid <= 0 || !holdsPid(pid)) return;
  const [program, ...args] = commandLine(pid);
  if (program?.includes("postgres") === true && args.includes(cluster)) return endProcess(pid, "SIGINT");
  // PostgreSQL takes its parent's pid for stale, and then still looks for survivors in the shared memory named below
  // it. Deleting the file would skip that look.
  await writeFile(pidFile, text.replace(/^\d+/u, String(process.pid)));
}

/** Also for zombies, which PostgreSQL takes for alive. */
function holdsPid(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return isAlive(pid);
  }
}

const exists = (path: string): Promise<boolean> => stat(path).then(Boolean, () => false);
