import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { EmbeddedError, hasCode, ServerExited } from "./embedded.errors.ts";

/** Servers bind to this address only: none of them asks for a password. */
export const loopback = "127.0.0.1";

/** Fixed and unusual, so that tools stay attached between starts and nothing else is in the way. */
export const preferredPorts = {
  postgres: 55440,
  redis: 56390,
  mongo: 57020,
  smtp: 58025,
  mailbox: 58026,
  stripe: 58030,
  s3: 58040,
} as const;

export type PortName = keyof typeof preferredPorts;
export type Ports = Record<PortName, number>;

const portNames = Object.keys(preferredPorts) as PortName[];
const fileName = "ports.json";

/**
 * One port for each server, all different, none in use at this moment. With "preferred": the one used last time in this
 * data folder, else the fixed one, else a free one. Somebody may still take it before the server does: see startOnPort.
 */
export async function choosePorts(dataDir: string, mode: "preferred" | "free"): Promise<Ports> {
  const remembered = mode === "preferred" ? await readPorts(dataDir) : {};
  const held: Server[] = []; // kept open until all are chosen, so that no port is given twice
  try {
    const ports: Ports = { ...preferredPorts };
    for (const name of portNames) {
      const wishes = mode === "preferred" ? [remembered[name], preferredPorts[name]] : [];
      ports[name] = await hold([...wishes, 0], held);
    }
    return ports;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A port nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const held: Server[] = [];
  const port = await hold([0], held);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return port;
}

/** Writes the ports really used, for the next start and for people. */
export async function rememberPorts(dataDir: string, ports: Partial<Ports>): Promise<void> {
  const file = join(dataDir, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(ports, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/**
 * Starts a server on `port`, or on a free one when somebody took that port since it was chosen.
 *
 * @throws EmbeddedError when three ports in a row were taken, or whatever else `start` throws.
 */
export async function startOnPort<T>(name: string, port: number, start: (port: number) => Promise<T>): Promise<T> {
  let candidate = port;
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      return await start(candidate);
    } catch (error) {
      if (!(error instanceof ServerExited && error.portWasTaken) && !hasCode(error, "EADDRINUSE")) throw error;
      candidate = await findFreePort();
    }
  }
  throw new EmbeddedError(`${name} found no free port on ${loopback} in three attempts. Start again.`);
}

async function readPorts(dataDir: string): Promise<Partial<Ports>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(dataDir, fileName), "utf8"));
    if (typeof parsed !== "object" || parsed === null) return {};
    const entries = Object.entries(parsed).filter(([, port]) => Number.isInteger(port) && port > 0 && port < 65_536);
    return Object.fromEntries(entries) as Partial<Ports>;
  } catch {
    return {}; // missing or damaged: the fixed ports will do
  }
}

async function hold(wishes: readonly (number | undefined)[], held: Server[]): Promise<number> {
  for (const wish of wishes) {
    if (wish === undefined) continue;
    const server = await listen(wish);
    if (server === undefined) continue;
    held.push(server);
    const address = server.address();
    if (typeof address === "object" && address !== null) return address.port;
  }
  throw new EmbeddedError(`No free port on ${loopback}.`);
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host: loopback, port }, () => resolve(server));
  });
}
