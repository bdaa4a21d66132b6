import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dieWithParent } from "./die-with-parent.ts";
import { EmbeddedError, ServerExited } from "./embedded.errors.ts";
import { endOrphans } from "./end-orphans.ts";
import { isAlive, processIdentity } from "./process-identity.ts";
import { createSupervisor } from "./supervisor.ts";
import { makeTempFolder, makeWorkplace } from "./testing/temp-workplace.ts";
import { createServerFolders } from "./workplace.ts";

const shell = (name: string, script: string) =>
  ({ name, command: ["sh", "-c", script], stopSignal: "SIGTERM" }) as const;
const ready = () => Promise.resolve(true);
const never = () => new Promise<boolean>(() => undefined);

it("fails at once with the end of the log when a server exits while it is waited for", async () => {
  const { supervisor, dataDir } = await makeWorkplace();

  const failed: unknown = await supervisor
    .start(shell("broken", "echo out; echo why >&2; exit 3"), never)
    .catch((e) => e);

  expect(failed).toBeInstanceOf(ServerExited);
  expect(String(failed)).toContain(`broken stopped while starting. The end of ${dataDir}/logs/broken.log:\nout\nwhy`);
});

it("says which program cannot be executed", async () => {
  const { supervisor } = await makeWorkplace();
  const server = { name: "absent", command: ["plexus-no-such-program"], stopSignal: "SIGTERM" } as const;

  const failed: unknown = await supervisor.start(server, ready).catch((error: unknown) => error);

  expect(failed).toBeInstanceOf(EmbeddedError);
  expect(String(failed)).toContain("absent cannot be started: spawn plexus-no-such-program ENOENT");
});

it("shows only the lines of this run", async () => {
  const { supervisor, dataDir } = await makeWorkplace();
  await writeFile(join(dataDir, "logs/again.log"), "of an earlier run\n");

  await supervisor.start(shell("again", "echo of this run; exit 1"), never).catch(() => undefined);
  const failed: unknown = await supervisor.start(shell("again", "exit 1"), never).catch((error: unknown) => error);

  expect(String(failed)).toContain("(nothing logged)");
  expect(await readFile(join(dataDir, "logs/again.log"), "utf8")).toBe("of an earlier run\nof this run\n");
});

it("reports a death nobody asked for, and still stops the others", async () => {
  const { supervisor } = await makeWorkplace();
  const stays = await supervisor.start(shell("stays", "exec sleep 600"), ready);
  const dies = await supervisor.start(shell("dies", "echo last words; exec sleep 600"), (server) =>
    Promise.resolve(server.logTail() === "last words"),
  );

  process.kill(dies.pid, "SIGKILL");

  expect(await supervisor.died).toEqual({ name: "dies", logTail: "last words" });
  await supervisor.stop();
  expect(isAlive(stays.pid)).toBe(false);
});

it("takes no stop it asked for for a death", async () => {
  const { supervisor } = await makeWorkplace();
  await supervisor.start(shell("stays", "exec sleep 600"), ready);

  await supervisor.stop();

  expect(await Promise.race([supervisor.died, Promise.resolve("nobody died")])).toBe("nobody died");
});

it("gives the wait up when the start is aborted, and still stops the server", async () => {
  const givenUp = new AbortController();
  const folders = await createServerFolders(await makeTempFolder());
  const supervisor = createSupervisor(folders, givenUp.signal);
  let pid = 0;

  const failed: unknown = await supervisor
    .start(shell("slow", "exec sleep 600"), (server) => {
      pid = server.pid;
      givenUp.abort(new Error("Ctrl-C"));
      return Promise.resolve(false);
    })
    .catch((error: unknown) => error);

  expect(String(failed)).toBe("Error: Ctrl-C");
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
  expect(await readdir(folders.pids)).toEqual([]);
});

it("ends a recorded orphan, but not a process that only got its pid", async () => {
  const first = await makeWorkplace();
  const orphan = await first.supervisor.start(shell("orphan", "exec sleep 600"), ready);
  const other = await first.supervisor.start(shell("other", "exec sleep 600"), ready);
  const pids = join(first.dataDir, "run");
  const record = { pid: other.pid, identity: `${processIdentity(other.pid)}0`, stopSignal: "SIGTERM" };
  await writeFile(join(pids, "other.json"), JSON.stringify(record));
  await writeFile(join(pids, "torn.json"), '{"pid":');

  await endOrphans(pids);

  expect([isAlive(orphan.pid), isAlive(other.pid)]).toEqual([false, true]);
  expect(await readdir(pids)).toEqual([]);
});

it("starts nothing below a parent that has died before the kernel could watch it", async () => {
  const prefix = await dieWithParent("TERM");
  const { supervisor } = await makeWorkplace();
  // As if our pid had been another's: the shell then sees a parent it does not expect.
  const orphaned = prefix.map((word) => (word === String(process.pid) ? "1" : word));
  const command = prefix.length === 0 ? ["false"] : [...orphaned, "sleep", "600"];

  await expect(supervisor.start({ name: "late", command, stopSignal: "SIGTERM" }, never)).rejects.toThrow(ServerExited);
});
