import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "#platform/errors/app-error.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";

export interface HttpServerOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  logger: Logger;
}

export interface HttpServer {
  readonly port: number;
  /** Refuses new connections, lets requests in flight finish for up to ten seconds, then closes the rest. */
  stop(): Promise<void>;
}

/** The port is taken by another program. */
export class PortInUse extends Error {
  override readonly name = "PortInUse";

  constructor(port: number) {
    super(`Port ${port} is in use by another program. Stop that, or choose another one with PORT=<number>.`);
  }
}

/**
 * A plain HTTP/1.1 server whose clients get bounded time for headers and bodies. `handle` answers every request; if it
 * throws, the client gets a bare 500 and the log the error.
 */
export async function startHttpServer({ host, port, handle, logger }: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(
    { headersTimeout: seconds(5), requestTimeout: seconds(15), keepAliveTimeout: seconds(65), maxHeaderSize: 16_384 },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        logger.error({ err: error, path: request.url?.split("?")[0] }, "a request handler failed");
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end("Internal error.\n");
      });
    },
  );
  await listen(server, host, port);
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error),
    );
    server.listen(port, host, resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), seconds(10));
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** The whole body of a request. @throws AppError BAD_USER_INPUT beyond `maxBytes`, before the rest is read. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The client sent more than this route takes; answered with 413. */
export class BodyTooLarge extends AppError {
  constructor(maxBytes: number) {
    super("BAD_USER_INPUT", `The request body is larger than ${maxBytes} bytes.`);
  }
}

/** Answers with `body` as JSON, which nobody may keep unless `cacheControl` says so. */
export function sendJson(response: ServerResponse, status: number, body: unknown, cacheControl = "no-store"): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": cacheControl,
  });
  response.end(text);
}

/** Header fields as a flat record, lower-case names; a repeated one is joined as HTTP allows. */
export const flatHeaders = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
