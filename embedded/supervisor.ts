import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess, type ServerCommand, type ServerFolders, type ServerProcess } from "./child-process.ts";
import { EmbeddedError, ServerExited } from "./embedded.errors.ts";

export interface Death {
  name: string;
  logTail: string;
}

/** Starts servers, sees when one dies, and stops them together. */
export interface Supervisor {
  /** Starts a server and waits until `isReady` says so, asked every 25 ms. See startServerProcess for the rest. */
  start(server: ServerCommand, isReady: (started: ServerProcess) => Promise<boolean>): Promise<ServerProcess>;
  /** Resolves when a server ends which nobody asked to; never, if that does not happen. */
  readonly died: Promise<Death>;
  /** Stops all servers at once and waits for them. May be called again, and while some are still starting. */
  stop(): Promise<void>;
}

const pollMs = 25;
// Recovery after a crash may take long; a server that is neither ready nor dead after this is not coming.
const readyTimeoutMs = 60_000;

export function createSupervisor(folders: ServerFolders, signal: AbortSignal): Supervisor {
  const servers: ServerProcess[] = [];
  let stopping = false;
  let reportDeath: (death: Death) => void;
  const died = new Promise<Death>((resolve) => (reportDeath = resolve));

  return {
    died,
    async start(command, isReady) {
      signal.throwIfAborted();
      const server = await startServerProcess(command, folders);
      servers.push(server);
      if (stopping) await server.stop();
      await waitUntilReady(server, isReady, signal);
      void server.exited.then(() => {
        if (!stopping) reportDeath({ name: server.name, logTail: server.logTail() });
      });
      return server;
    },
    async stop() {
      stopping = true;
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function waitUntilReady(
  server: ServerProcess,
  isReady: (server: ServerProcess) => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + readyTimeoutMs;
  for (;;) {
    // A readiness check may hang on a port that somebody else holds; the exit must end the wait all the same.
    const ready = await Promise.race([isReady(server).catch(() => false), server.exited.then(() => false)]);
    if (!server.isRunning()) throw new ServerExited(server.name, server.logFile, server.logTail());
    if (ready) return;
    if (performance.now() > giveUpAt) {
      throw new EmbeddedError(
        `${server.name} was not ready after ${readyTimeoutMs / 1_000} seconds. The end of ${server.logFile}:\n${server.logTail()}`,
      );
    }
    await sleep(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
