import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { findRedis } from "./redis-program.ts";
import type { RunCommand } from "./run-command.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';
const versionOf = (product: string, version: string) =>
  `${product} server v=${version} sha=00000000:0 malloc=jemalloc\n`;

/** A machine on which programs say what `programs` holds for their name; every other program is missing. */
function machine(programs: Record<string, string | ((args: readonly string[], cwd: string) => Promise<string>)>) {
  const commands: string[] = [];
  const run: RunCommand = async (command, options) => {
    const words = command[0] === "env" ? command.slice(2) : command;
    const name = words[0] === basename(words[0] ?? "") ? words[0] : `…/${basename(words[0] ?? "")}`;
    commands.push(name);
    const program = programs[name];
    if (program === undefined) return { code: 127, stdout: "", stderr: "not found" };
    try {
      const stdout = typeof program === "string" ? program : await program(words.slice(1), options?.cwd ?? "");
      return { code: 0, stdout, stderr: "" };
    } catch (error) {
      return { code: 100, stdout: "", stderr: String((error as Error).message) };
    }
  };
  return { run, commands };
}

async function find(run: RunCommand, osRelease = debian, cacheDir?: string) {
  const lines: string[] = [];
  const surroundings = { signal: new AbortController().signal, onProgress: (line: string) => lines.push(line) };
  const folder = cacheDir ?? (await makeTempFolder());
  const { command, description } = await findRedis({ ...surroundings, run, osRelease, cacheDir: folder });
  return { command, description, lines };
}

/** apt-get and dpkg-deb as far as we use them; `lists` are those of the system, fresh ones always know Redis. */
function debianTools(lists: "known" | "unknown") {
  return {
    "apt-get": async (args: readonly string[], cwd: string) => {
      const isPrivate = args.some((arg) => arg.startsWith("Dir::State="));
      if (lists === "unknown" && !isPrivate) throw new Error("W: old\nE: Unable to locate package redis-server");
      if (args.includes("update")) return "";
      if (args.includes("--print-uris")) {
        return "Reading…\n'http://host/redis-server_7.deb' redis-server_5%3a7_amd64.deb 72412 SHA256:0\n'http://host/l.deb' liblzf1_3_amd64.deb 9 SHA256:0\n";
      }
      const packages = args.slice(args.indexOf("download") + 1);
      await Promise.all(packages.map((name) => writeFile(join(cwd, `${name}.deb`), name)));
      return "";
    },
    "dpkg-deb": async ([, archive = "", target = ""]: readonly string[]) => {
      if (!archive.endsWith("redis-server.deb")) return "";
      await mkdir(join(target, "usr/bin"), { recursive: true });
      await mkdir(join(target, "usr/lib/x86_64-linux-gnu"), { recursive: true });
      await writeFile(join(target, "usr/bin/redis-server"), "");
      return "";
    },
    "…/redis-server": versionOf("Redis", "7.0.15"),
  };
}

it("takes redis-server on PATH, else valkey-server", async () => {
  const both = machine({ "redis-server": versionOf("Redis", "7.2.4"), "valkey-server": versionOf("Valkey", "8.1.0") });
  expect((await find(both.run)).description).toBe("Redis 7.2.4 (on PATH)");

  const valkey = machine({ "valkey-server": versionOf("Valkey", "8.1.0") });
  expect(await find(valkey.run)).toMatchObject({ command: ["valkey-server"], description: "Valkey 8.1.0 (on PATH)" });
});

it("passes over a redis-server on PATH that is older than 7", async () => {
  const { run } = machine({ ...debianTools("known"), "redis-server": versionOf("Redis", "6.2.14") });

  expect((await find(run)).description).toBe("Redis 7.0.15 (Debian package)");
});

it("names REDIS_URL where there is neither a Redis nor Debian's packages, and fetches nothing", async () => {
  const { run, commands } = machine(debianTools("known"));

  await expect(find(run, "ID=fedora\n")).rejects.toThrow(
    "Redis 7 or newer is needed: none is on PATH. Install redis-server (or valkey-server), or set REDIS_URL.",
  );
  expect(commands).toEqual(["redis-server", "valkey-server"]);
});

it("unpacks Debian's package into the cache folder once, and starts it with its own libraries", async () => {
  const cacheDir = await makeTempFolder();
  const { run, commands } = machine(debianTools("known"));

  const first = await find(run, debian, cacheDir);

  const [folder = ""] = await readdir(cacheDir);
  expect(folder).toMatch(/^redis-debian-12-/u);
  const program = join(cacheDir, folder, "usr/bin/redis-server");
  const libraries = join(dirname(dirname(program)), "lib/x86_64-linux-gnu");
  expect(first).toMatchObject({
    command: ["env", `LD_LIBRARY_PATH=${libraries}`, program],
    lines: [expect.stringContaining("Fetching Redis")],
  });
  expect(commands.filter((name) => name === "apt-get")).toHaveLength(2);

  const second = await find(run, debian, cacheDir);

  expect(second).toMatchObject({ command: first.command, lines: [] });
  expect(commands.filter((name) => name === "apt-get")).toHaveLength(2);
});

it("fetches package lists of its own when the system's do not know Redis", async () => {
  const { run, commands } = machine(debianTools("unknown"));

  expect((await find(run)).description).toBe("Redis 7.0.15 (Debian package)");
  // plan with the system's lists; update, plan and download with our own
  expect(commands.filter((name) => name === "apt-get")).toHaveLength(4);
});

it("passes on why the package could not be fetched, and leaves nothing behind", async () => {
  const cacheDir = await makeTempFolder();
  const { run } = machine({ "apt-get": () => Promise.reject(new Error("W: slow\nE: Could not resolve the mirror")) });

  await expect(find(run, debian, cacheDir)).rejects.toThrow("could not be fetched: E: Could not resolve the mirror.");
  expect(await readdir(cacheDir)).toEqual([]);
});

it("replaces a package in the cache that no longer runs", async () => {
  const cacheDir = await makeTempFolder();
  await find(machine(debianTools("known")).run, debian, cacheDir);
  const answers = [Promise.reject(new Error("a library is missing")), Promise.resolve(versionOf("Redis", "7.0.15"))];
  answers[0]?.catch(() => undefined);
  const { run } = machine({ ...debianTools("known"), "…/redis-server": () => answers.shift() ?? Promise.resolve("") });

  const { description, lines } = await find(run, debian, cacheDir);

  expect(description).toBe("Redis 7.0.15 (Debian package)");
  expect(lines).toEqual([expect.stringContaining("Fetching Redis")]);
});

it("says when the package the system has is too old", async () => {
  const { run } = machine({ ...debianTools("known"), "…/redis-server": versionOf("Redis", "6.0.16") });

  await expect(find(run)).rejects.toThrow("the system's package is older or does not run");
});
