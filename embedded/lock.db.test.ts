import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EmbeddedError } from "./embedded.errors.ts";
import { acquireDataDirLock } from "./lock.ts";
import { runCommand } from "./run-command.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

it("refuses a second holder with one sentence naming the first, until the first lets go", async () => {
  const dataDir = join(await makeTempFolder(), "not/yet/there");
  const lock = await acquireDataDirLock(dataDir);
  const written = await readFile(join(dataDir, "lock"), "utf8");

  const refused = await acquireDataDirLock(dataDir).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(EmbeddedError);
  expect(String(refused)).toContain(`already running on ${dataDir} (pid ${process.pid})`);
  expect(await readFile(join(dataDir, "lock"), "utf8")).toBe(written);
  await lock.release();
  expect(await readdir(dataDir)).toEqual([]);
  await (await acquireDataDirLock(dataDir)).release();
});

it("takes over from a process that is gone", async () => {
  const dataDir = await makeTempFolder();
  const gone = Number((await runCommand(["sh", "-c", "echo $$"])).stdout);
  await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: gone, identity: "boot/1" }));

  const lock = await acquireDataDirLock(dataDir);

  expect(JSON.parse(await readFile(join(dataDir, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
  await lock.release();
});

it("takes over when the pid is alive but belongs to somebody else by now", async () => {
  const dataDir = await makeTempFolder();
  await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: process.ppid, identity: "another boot/1" }));

  const lock = await acquireDataDirLock(dataDir);

  expect(JSON.parse(await readFile(join(dataDir, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
  await lock.release();
});

it("takes a lock file torn by a power cut for nobody's", async () => {
  const dataDir = await makeTempFolder();
  await writeFile(join(dataDir, "lock"), '{"pid":12');

  await (await acquireDataDirLock(dataDir)).release();
});

it("lets exactly one of many takers have a stale lock, and leaves no other file", async () => {
  const dataDir = await makeTempFolder();
  await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: process.ppid, identity: "another boot/1" }));

  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => acquireDataDirLock(dataDir)));

  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await readdir(dataDir)).toEqual(["lock"]);
});

it("leaves a lock alone that is no longer its own", async () => {
  const dataDir = await makeTempFolder();
  const lock = await acquireDataDirLock(dataDir);
  await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: process.ppid }));

  await lock.release();

  expect(await readdir(dataDir)).toEqual(["lock"]);
});

it("says in one sentence that a data folder cannot be used", async () => {
  const file = join(await makeTempFolder(), "file");
  await writeFile(file, "");

  const refused = await acquireDataDirLock(join(file, "data")).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(EmbeddedError);
  expect(String(refused)).toContain(`The data folder cannot be used: ${file}/data`);
});
