import { runLoad } from "../load/closed-loop.ts";
import { type Answer, createGraphClient } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import type { Floor } from "./floor.ts";
import { startFloorProcess } from "./floor-process.ts";
import type { RawAnswer } from "./programs/raw-http.ts";

/** Node writes these itself. */
const OWN_HEADERS = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

/** A bare node:http server that sends the recorded answers, byte for byte, to the same requests. */
export async function startHttpFloor(
  requests: readonly Buffer[],
  answers: readonly Answer[],
  connections: number,
): Promise<Floor> {
  const server = startFloorProcess("raw-http");
  const port = await server.ask<number>(answers.map(toRaw));
  const client = createGraphClient(`http://127.0.0.1:${port}`, connections);
  const nextRequest = rotate(requests);
  const send = async () => {
    const { status, body } = await client.send(nextRequest());
    if (status !== 200 || body.length === 0) throw new Error(`the floor answered ${status}`);
  };
  const stop = async () => {
    await client.close();
    await server.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    title: "raw node:http, same bytes",
    pid: server.pid,
    usesServers: false,
    run: (load) => runLoad(send, load),
    stop: () => (stopped ??= stop()),
  };
}

const toRaw = ({ status, headers, body }: Answer): RawAnswer => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name))),
  body,
});
