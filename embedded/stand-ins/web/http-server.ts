import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpReply, HttpRequest } from "./http-types.ts";

const maxBodyBytes = 1_000_000;

type Handler = (request: HttpRequest) => Promise<HttpReply>;

/** Serves `handler` over HTTP. Bodies above 1 MB are refused with 413. */
export async function listen(
  host: string,
  port: number,
  handler: Handler,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, response, handler).catch((error: unknown) => fail(request, response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handler: Handler): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { "content-type": "text/plain", connection: "close" }).end("request body too large");
    return;
  }
  const { pathname, query } = splitUrl(request.url ?? "/");
  const reply = await handler({ method: request.method ?? "GET", pathname, query, headers: request.headers, body });
  if (reply.kind === "silence") return;
  if (reply.kind === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

/** A request broken off by its client is nobody's fault; anything else is the stand-in's, and is said to both sides. */
function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.socket.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  process.emitWarning(error instanceof Error ? error : String(error));
  response.writeHead(500, { "content-type": "text/plain" }).end(`The development stand-in failed: ${String(error)}`);
}

/** Null for a body that is too large, which is read to its end but not kept. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? null : Buffer.concat(chunks).toString("utf8");
}

function splitUrl(url: string): { pathname: string; query: string } {
  const mark = url.indexOf("?");
  return mark < 0 ? { pathname: url, query: "" } : { pathname: url.slice(0, mark), query: url.slice(mark + 1) };
}
