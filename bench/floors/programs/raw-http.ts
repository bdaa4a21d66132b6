// Reads each request and sends bytes that were made beforehand: the least that any server on Node can do.
import { once } from "node:events";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { rotate } from "../../load/rotate.ts";
import { answerParent } from "./answer-parent.ts";

export interface RawAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Uint8Array;
}

answerParent<readonly RawAnswer[]>(async (answers) => {
  const next = rotate(answers);
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    request.resume().once("end", () => {
      const { status, headers, body } = next();
      response.writeHead(status, headers).end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
});
