import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFaults } from "./faults.ts";
import { ObjectStore } from "./object-store.ts";
import type { Limits } from "./s3-call.ts";
import { createRequestHandler } from "./serve-request.ts";

export interface S3StandInOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Made when missing. Belongs to one stand-in at a time. */
  readonly dataDir: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly limits?: Partial<Limits>;
  readonly now?: () => Date;
  /** Told of every fault of the stand-in itself; clients see only `InternalError`. */
  readonly onError?: (error: unknown) => void;
}

const DEFAULT_LIMITS: Limits = { maxObjectBytes: 100 * 1_024 * 1_024, maxFormBytes: 101 * 1_024 * 1_024 };

/** Time that requests under way get to finish when the stand-in is closed. */
const CLOSE_GRACE_MS = 2_000;

/**
 * Starts an S3 server for development and tests: one account, path-style addresses, files under `dataDir`. Resolves
 * when it listens; `close` resolves when all connections are gone and no file is being written any more. README.md says what it serves.
 */
export async function startS3StandIn(options: S3StandInOptions): Promise<{ port: number; close: () => Promise<void> }> {
  const now = options.now ?? (() => new Date());
  const closing = new AbortController();
  const handle = createRequestHandler({
    store: await ObjectStore.open(options.dataDir, now),
    account: options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    faults: createFaults(),
    now,
    newRequestId: () => randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase(),
    onError:
      options.onError ??
      ((error) => {
        console.error("s3 stand-in:", error);
      }),
    closing: closing.signal,
  });

  const active = new Set<Promise<void>>();
  const serve = (request: IncomingMessage, response: ServerResponse, isWaiting: boolean): void => {
    const served = handle(request, response, isWaiting).finally(() => active.delete(served));
    active.add(served);
  };
  const server = createServer((request, response) => {
    serve(request, response, false);
  });
  // Without this listener Node would ask for every body before we have looked at the headers.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response, true);
  });
  server.listen(options.port, options.host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      if (!server.listening) return;
      closing.abort();
      await closeServer(server);
      // A client may be gone while its upload is still being put in place.
      await Promise.all(active);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}
