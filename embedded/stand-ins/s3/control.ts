import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { faultInput } from "./faults.ts";
import type { Faults } from "./faults.ts";
import type { Reply } from "./s3-call.ts";

/** No bucket can be called this, so nothing of S3 is hidden. */
export const CONTROL_PATH = "/_control/";

const MAX_BODY_BYTES = 16 * 1_024;

/**
 * The switches of the stand-in: `GET /_control/health`, and `GET`, `POST`, `DELETE /_control/faults[/<id>]`.
 *
 * Without credentials, so it must not be a web page's to use: a request with an Origin is refused, and a body must be
 * declared as JSON, which a page cannot do without a preflight.
 */
export async function control(request: IncomingMessage, path: string, faults: Faults): Promise<Reply> {
  const { method = "" } = request;
  if (request.headers.origin !== undefined) return json(403, { error: "not for web pages" });
  if (path === `${CONTROL_PATH}health`) return json(200, { status: "ok" });
  const id = /^\/_control\/faults(?:\/(\d+))?$/.exec(path);
  if (id === null) return json(404, { error: "not found" });
  if (method === "GET" && id[1] === undefined) return json(200, { faults: faults.list() });
  if (method === "POST" && id[1] === undefined) return addFault(request, faults);
  if (method !== "DELETE") return json(405, { error: "GET, POST and DELETE only" });
  if (id[1] === undefined) faults.clear();
  else if (!faults.remove(id[1])) return json(404, { error: "no such fault" });
  return { status: 204 };
}

async function addFault(request: IncomingMessage, faults: Faults): Promise<Reply> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return json(415, { error: "content-type must be application/json" });
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return json(413, { error: "body too large" });
    parts.push(part);
  }
  const parsed = faultInput.safeParse(parseJson(Buffer.concat(parts).toString("utf8")));
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  return json(201, faults.add(parsed.data));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
