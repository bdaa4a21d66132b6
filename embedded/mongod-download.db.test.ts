import { createHash } from "node:crypto";
import { access, constants, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { downloadMongod, findDownloadedMongod } from "./mongod-download.ts";
import { runCommand } from "./run-command.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

const debian = 'ID=debian\nVERSION_ID="12"\n';

async function makeArchive(): Promise<Buffer> {
  const folder = await makeTempFolder();
  await mkdir(join(folder, "mongodb/bin"), { recursive: true });
  await writeFile(join(folder, "mongodb/bin/mongod"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(folder, "mongodb/bin/mongos"), "not wanted");
  await runCommand(["tar", "-czf", "mongodb.tgz", "mongodb"], { cwd: folder });
  return readFile(join(folder, "mongodb.tgz"));
}

function serverOf(archive: Buffer, checksum: string) {
  const requests: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = String(input);
    requests.push(`${init?.method ?? "GET"} ${url.slice(url.lastIndexOf(".t"))}`);
    if (init?.method === "HEAD") return Promise.resolve(new Response());
    return Promise.resolve(new Response(url.endsWith(".sha256") ? `${checksum}  file.tgz\n` : new Uint8Array(archive)));
  };
  return { fetch, requests };
}

async function download(fetch: typeof globalThis.fetch, osRelease = debian) {
  const cacheDir = await makeTempFolder();
  const lines: string[] = [];
  const program = await downloadMongod({
    cacheDir,
    signal: new AbortController().signal,
    onProgress: (line) => lines.push(line),
    fetch,
    osRelease,
    architecture: "x64",
  });
  return { cacheDir, lines, program };
}

it("keeps the program of a verified archive, and nothing else", async () => {
  const archive = await makeArchive();
  const { fetch, requests } = serverOf(archive, createHash("sha256").update(archive).digest("hex"));

  const { program, cacheDir } = await download(fetch);

  expect(requests).toEqual(["HEAD .tgz", "GET .tgz.sha256", "GET .tgz"]);
  expect(program).toBe(await findDownloadedMongod(cacheDir));
  expect(await readdir(cacheDir)).toHaveLength(1);
  await access(program ?? "", constants.X_OK);
});

it("drops an archive whose checksum differs, and says so", async () => {
  const { program, cacheDir, lines } = await download(serverOf(await makeArchive(), "0".repeat(64)).fetch);

  expect(program).toBeUndefined();
  expect(await readdir(cacheDir)).toEqual([]);
  expect(lines.at(-1)).toBe("MongoDB could not be downloaded (the checksum differs).");
});

it.each([
  ["fails", () => Promise.reject(new TypeError("fetch failed"))],
  ["has no such file", () => Promise.resolve(new Response(null, { status: 403 }))],
])("gives up quietly after one request when the server %s", async (_, answer) => {
  let requests = 0;

  const { program, lines } = await download(() => {
    requests++;
    return answer();
  });

  expect(program).toBeUndefined();
  expect(lines).toEqual([]);
  expect(requests).toBe(1);
});

it("asks nobody when there is no build for this system", async () => {
  let requests = 0;
  const fetch = () => {
    requests++;
    return Promise.resolve(new Response());
  };

  expect((await download(fetch, "ID=alpine\nVERSION_ID=3.22\n")).program).toBeUndefined();
  expect(requests).toBe(0);
});
