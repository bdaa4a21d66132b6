import { mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyBinaries, findPostgresBinaries, healLibraryLinks } from "./postgres-binaries.ts";
import { runCommand } from "./run-command.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

async function makePackage(): Promise<string> {
  const native = join(await makeTempFolder(), "native");
  await mkdir(join(native, "lib"), { recursive: true });
  await writeFile(join(native, "lib/libx.so.1.2"), "library");
  const links = ["libx.so", "libx.so.1"].map((name) => ({
    source: "native/lib/libx.so.1.2",
    target: `native/lib/${name}`,
  }));
  await writeFile(join(native, "pg-symlinks.json"), JSON.stringify(links));
  return native;
}

it("creates missing library links and replaces one that points nowhere, by several starts at once", async () => {
  const native = await makePackage();
  await symlink("libx.so.0", join(native, "lib/libx.so.1"));

  await healLibraryLinks(native);
  await Promise.all([healLibraryLinks(native), healLibraryLinks(native)]);

  expect(await readFile(join(native, "lib/libx.so"), "utf8")).toBe("library");
  expect(await readlink(join(native, "lib/libx.so.1"))).toBe("libx.so.1.2");
});

it("needs nothing where the package has no list of links", async () => {
  const native = await makePackage();
  await rm(join(native, "pg-symlinks.json"));

  await healLibraryLinks(native);

  await expect(readlink(join(native, "lib/libx.so"))).rejects.toThrow("ENOENT");
});

it("makes a PostgreSQL run whose links npm did not create", { timeout: 60_000 }, async () => {
  const folder = await makeTempFolder();
  const installed = await findPostgresBinaries(folder);
  const copy = await copyBinaries(installed, folder);
  const links = JSON.parse(await readFile(join(copy.native, "pg-symlinks.json"), "utf8")) as { target: string }[];
  await Promise.all(links.map(({ target }) => rm(join(copy.native, "..", target))));
  expect((await runCommand([copy.postgres, "--version"])).code).toBe(127); // the loader's code for a missing library

  await healLibraryLinks(copy.native);

  expect((await runCommand([copy.postgres, "--version"])).stdout).toMatch(/^postgres \(PostgreSQL\) 18\./u);
});
