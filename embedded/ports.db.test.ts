import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ServerExited } from "./embedded.errors.ts";
import { choosePorts, findFreePort, loopback, preferredPorts, rememberPorts, startOnPort } from "./ports.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

async function occupyPort(): Promise<number> {
  const server = createServer();
  const port = await findFreePort();
  await new Promise<void>((resolve) => server.listen(port, loopback, resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return port;
}

it("gives back the ports of the last start, but for those that are taken now", async () => {
  const dataDir = await makeTempFolder();
  const [kept, taken] = [await findFreePort(), await occupyPort()];
  await rememberPorts(dataDir, { postgres: kept, redis: taken });

  const ports = await choosePorts(dataDir, "preferred");

  expect(ports.postgres).toBe(kept);
  expect(ports.redis).not.toBe(taken);
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(preferredPorts).length);
});

it("gives free ports only when asked to, whatever is remembered", async () => {
  const dataDir = await makeTempFolder();
  const remembered = await findFreePort();
  await rememberPorts(dataDir, { postgres: remembered });

  const ports = await choosePorts(dataDir, "free");

  const used = Object.values(ports);
  expect(used).not.toContain(remembered);
  expect(used.filter((port) => Object.values<number>(preferredPorts).includes(port))).toEqual([]);
  expect(new Set(used).size).toBe(used.length);
});

it.each(["not json", "[]", '{"postgres":"x","redis":99999}'])(
  "takes a damaged ports.json for none: %s",
  async (text) => {
    const dataDir = await makeTempFolder();
    await writeFile(join(dataDir, "ports.json"), text);

    const ports = await choosePorts(dataDir, "preferred");

    expect(Object.values(ports).every((port) => port > 0 && port < 65_536)).toBe(true);
    expect(await readFile(join(dataDir, "ports.json"), "utf8")).toBe(text);
  },
);

it("moves a server to a free port when its own was taken in between, three times at most", async () => {
  const tried: number[] = [];
  const taken = new ServerExited("x", "x.log", "bind: Address already in use");
  const start = (port: number) => {
    tried.push(port);
    return tried.length < 3 ? Promise.reject(taken) : Promise.resolve(port);
  };

  expect(await startOnPort("x", 1, start)).toBe(tried[2]);
  expect(tried[0]).toBe(1);
  expect(new Set(tried).size).toBe(3);
  await expect(startOnPort("x", 1, () => Promise.reject(taken))).rejects.toThrow("x found no free port");
});

it("does not try again when a server fails for another reason", async () => {
  let tries = 0;
  const start = () => {
    tries++;
    return Promise.reject(new ServerExited("x", "x.log", "out of memory"));
  };

  await expect(startOnPort("x", 1, start)).rejects.toThrow("out of memory");
  expect(tries).toBe(1);
});
