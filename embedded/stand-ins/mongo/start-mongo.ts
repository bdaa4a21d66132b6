import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { BSONError } from "bson";
import { encode } from "./bson/codec.ts";
import { CursorTable } from "./commands/cursor-table.ts";
import { runCommand } from "./commands/run-command.ts";
import { CommandError } from "./mongo.errors.ts";
import { Catalog } from "./storage/catalog.ts";
import { FrameReader, ProtocolViolation } from "./wire/frame-reader.ts";
import type { Request } from "./wire/messages.ts";
import { readRequest, writeReply } from "./wire/messages.ts";

export interface MongoStandInOptions {
  /** A loopback address: there is no authentication. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Created if missing. One server at a time may use it. */
  readonly dataDir: string;
  readonly now?: () => Date;
  /** The journal is rewritten once it holds more than this, and more than its live half, of outdated bytes. */
  readonly compactionMinBytes?: number;
}

export interface MongoStandIn {
  readonly port: number;
  /** Answers what is in hand, forces everything to the disk and frees the directory. */
  close(): Promise<void>;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;
const HANDSHAKES: ReadonlySet<string> = new Set(["hello", "isMaster", "ismaster"]);
const GOODBYE_MS = 1_000;

/**
 * Starts the development stand-in for MongoDB (see README.md): a small document store that speaks MongoDB's protocol.
 * A write is acknowledged once the operating system has it, so it survives the death of this process.
 *
 * @throws RangeError for a host that others could reach; Error when the directory or the port is taken.
 */
export async function startMongoStandIn(options: MongoStandInOptions): Promise<MongoStandIn> {
  const { host, port, dataDir, now = () => new Date(), compactionMinBytes } = options;
  if (!LOOPBACK.test(host))
    throw new RangeError(`the MongoDB stand-in has no authentication and listens on loopback only, not on ${host}`);
  const catalog = new Catalog(dataDir, compactionMinBytes);
  const cursors = new CursorTable(now);
  const sockets = new Set<Socket>();
  let lastConnection = 0;
  const server = createServer((socket) => {
    const connectionId = ++lastConnection;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, (request) => {
      const answer = answerTo(request, () =>
        runCommand({ catalog, cursors, database: request.database, connectionId, now }, request.command, request.body),
      );
      catalog.flush(); // before anything is acknowledged
      return answer;
    });
  });
  try {
    await listen(server, host, port);
  } catch (error) {
    catalog.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close: () => (closing ??= closeServer(server, sockets).finally(() => catalog.close())),
  };
}

/** Old-style queries may only say hello. */
function answerTo(request: Request, run: () => Buffer): Buffer {
  if (request.kind === "message" || HANDSHAKES.has(request.command)) return run();
  const error = new CommandError(
    "UnsupportedOpQueryCommand",
    `Unsupported OP_QUERY command: ${request.command}. The client driver may require an upgrade.`,
  );
  return encode({ ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName });
}

/** Reads requests from a connection and answers them in order. Whoever breaks the protocol is disconnected. */
function serve(socket: Socket, answer: (request: Request) => Buffer): void {
  const reader = new FrameReader();
  let lastReply = 0;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("drain", () => socket.resume());
  socket.on("data", (chunk) => {
    try {
      for (const frame of reader.push(chunk)) {
        const request = readRequest(frame);
        const bytes = answer(request);
        if (!request.wantsReply) continue;
        if (!socket.write(writeReply(request, bytes, ++lastReply))) socket.pause(); // it does not read what it asked for
      }
    } catch (error) {
      socket.destroy();
      const isTheirFault = error instanceof ProtocolViolation || error instanceof BSONError;
      if (!isTheirFault) process.emitWarning(error instanceof Error ? error : String(error)); // the disk is full, or a bug
    }
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve, reject) => {
    const impatience = setTimeout(() => sockets.forEach((socket) => socket.destroy()), GOODBYE_MS);
    server.close((error) => {
      clearTimeout(impatience);
      if (error === undefined) resolve();
      else reject(error);
    });
    for (const socket of sockets) socket.destroySoon(); // after what has been written to it
  });
}
