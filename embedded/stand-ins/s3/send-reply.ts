import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Reply } from "./s3-call.ts";

/** Writes a reply out and closes its file, whether the client stays or goes. */
export async function sendReply(response: ServerResponse, reply: Reply, isHead: boolean): Promise<void> {
  const { status, headers = {}, body } = reply;
  if (body === undefined || typeof body === "string") {
    const isEmpty = body === undefined;
    const length = isEmpty && (isHead || status === 204 || status === 304) ? {} : contentLength(body ?? "");
    response.writeHead(status, { ...length, ...headers });
    response.end(isHead ? "" : (body ?? ""));
    return;
  }
  try {
    response.writeHead(status, headers);
    if (body.length === 0) {
      response.end();
      return;
    }
    const end = body.start + body.length - 1;
    const bytes = body.handle.createReadStream({ start: body.start, end, autoClose: false });
    await pipeline(bytes, response);
  } finally {
    await body.handle.close();
  }
}

const contentLength = (body: string): Record<string, string> => ({ "content-length": String(Buffer.byteLength(body)) });
