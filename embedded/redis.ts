import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { dieWithParent } from "./die-with-parent.ts";
import { loopback, startOnPort } from "./ports.ts";
import { findRedis } from "./redis-program.ts";
import type { Workplace } from "./workplace.ts";

export interface RunningRedis {
  port: number;
  /** Such as "Redis 7.0.15 (Debian package)". */
  description: string;
}

/** Starts Redis 7 or newer with an append-only file in the data folder; in tests nothing is kept. */
export async function startRedis(workplace: Workplace, preferredPort: number): Promise<RunningRedis> {
  const redis = await findRedis(workplace);
  const folder = join(workplace.dataDir, "redis");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keep = workplace.durability === "test" ? ["--appendonly", "no"] : ["--appendonly", "yes"];
  const port = await startOnPort("Redis", preferredPort, async (port) => {
    const network = ["--bind", loopback, "--port", String(port)];
    const options = ["--dir", folder, ...keep, "--appendfsync", "everysec", "--save", "", "--databases", "64"];
    const command = [...(await dieWithParent("TERM")), ...redis.command, ...network, ...options];
    await workplace.supervisor.start({ name: "redis", command, stopSignal: "SIGTERM" }, ({ pid }) =>
      answersAs(pid, port),
    );
    return port;
  });
  return { port, description: redis.description };
}

/** Whether the server on `port` has read its data and is the process we started, not one that took the port first. */
function answersAs(pid: number, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: loopback, port });
    let answer = "";
    socket.setEncoding("utf8").setTimeout(1_000, () => socket.destroy(new Error("no answer")));
    socket.once("connect", () => socket.write("PING\r\nINFO server\r\nQUIT\r\n"));
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.once("error", reject);
    // While it reads its data it answers -LOADING to PING.
    socket.once("close", () => resolve(answer.startsWith("+PONG") && answer.includes(`\nprocess_id:${pid}\r\n`)));
  });
}
