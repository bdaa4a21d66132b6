import type { Floor } from "./floor.ts";
import { startFloorProcess } from "./floor-process.ts";
import type { VerifyPassword } from "./programs/verify-password.ts";

/** argon2's own rate: the check of one password, with nothing around it. */
export async function startPasswordFloor(setup: VerifyPassword): Promise<Floor> {
  const process = startFloorProcess("verify-password");
  await process.ask(setup);
  return {
    title: "argon2 alone",
    pid: process.pid,
    usesServers: false,
    run: (load) => process.ask(load),
    stop: process.stop,
  };
}
