import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, lstat, mkdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedError } from "./embedded.errors.ts";
import { copyBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { runCommand } from "./run-command.ts";

const nobody = 65534; // must have an entry in passwd, because initdb looks its own name up

/**
 * As whom PostgreSQL runs; it refuses to be root.
 * - `self`: we are not root.
 * - `namespace`: root, seen by PostgreSQL as nobody. Files stay root's, and no folder needs to be opened to others.
 * - `nobody`: root, where user namespaces are refused (many containers): really another user.
 */
export type PostgresAccount = "self" | "namespace" | "nobody";

export interface PostgresHome {
  binaries: PostgresBinaries;
  /** Parent of the cluster's folder, absolute. */
  folder: string;
  /** Before every command of PostgreSQL. */
  prefix: readonly string[];
  user?: { uid: number; gid: number };
}

export async function findPostgresAccount(): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return "self";
  return (await runCommand([...namespacePrefix, "true"])).code === 0 ? "namespace" : "nobody";
}

const namespacePrefix = ["unshare", "--user", `--map-user=${nobody}`, `--map-group=${nobody}`] as const;

/**
 * Makes programs and data reachable for `account`. The cluster's folder will be `<folder>/postgres`.
 *
 * @throws EmbeddedError when the data was made by another account and lies where this one cannot reach it.
 */
export async function preparePostgresHome(
  account: PostgresAccount,
  binaries: PostgresBinaries,
  dataDir: string,
): Promise<PostgresHome> {
  if (account === "self") return { binaries, folder: dataDir, prefix: [] };
  if (account === "namespace") {
    await giveTree(join(dataDir, "postgres"), 0);
    return { binaries, folder: dataDir, prefix: namespacePrefix };
  }
  const user = { uid: nobody, gid: nobody };
  const folder = await reachableFolder(dataDir, user);
  await giveTree(join(folder, "postgres"), nobody);
  const reachable = (await runCommand([binaries.postgres, "--version"], { user })).code === 0;
  const usable = reachable ? binaries : await copyBinaries(binaries, await createPublicFolder("plexus-programs"));
  return { binaries: usable, folder, prefix: [], user };
}

/** The data folder itself if `user` can enter it, else a folder elsewhere, to which `<dataDir>/postgres` then links. */
async function reachableFolder(dataDir: string, user: { uid: number; gid: number }): Promise<string> {
  await chmod(dataDir, 0o711);
  if ((await runCommand(["test", "-x", dataDir], { user })).code === 0) return dataDir;

  const elsewhere = `plexus-data-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  const link = join(dataDir, "postgres");
  const existing = await lstat(link).catch(() => undefined);
  if (existing?.isDirectory() === true) {
    throw new EmbeddedError(
      `${link} cannot be reached by the user PostgreSQL must run as here. Set DATA_DIR to a folder others may enter.`,
    );
  }
  // Without the link the data folder is new, and what an earlier one left elsewhere must not come back.
  if (existing === undefined) await rm(join(publicParent(), elsewhere), { recursive: true, force: true });
  const folder = await createPublicFolder(elsewhere);
  if (existing === undefined) await symlink(join(folder, "postgres"), link);
  return folder;
}

const publicParent = (): string => (existsSync("/var/tmp") ? "/var/tmp" : tmpdir());

/** A folder of root's which everybody can enter and nobody else can change. */
async function createPublicFolder(name: string): Promise<string> {
  const folder = join(publicParent(), name);
  const created = await mkdir(folder, { recursive: true });
  if (created !== undefined) await chmod(folder, 0o755); // whatever the umask says
  const { uid, mode } = await lstat(folder);
  if (uid !== 0 || (mode & 0o022) !== 0) throw new EmbeddedError(`${folder} belongs to somebody else; remove it.`);
  return folder;
}

async function giveTree(folder: string, owner: number): Promise<void> {
  const uid = (await stat(folder).catch(() => undefined))?.uid;
  if (uid !== undefined && uid !== owner) await runCommand(["chown", "-R", `${owner}:${owner}`, folder]);
}
