import type { Floor } from "./floor.ts";
import { startFloorProcess } from "./floor-process.ts";
import { HASHING_THREADS } from "../../subgraphs/accounts/src/password/password-hasher.ts";
import type { VerifyPassword } from "./programs/verify-password.ts";

/** argon2's own rate: the check of one password, with nothing around it, as many at a time as the system checks. */
export async function startPasswordFloor(setup: VerifyPassword): Promise<Floor> {
  const process = startFloorProcess("verify-password", { UV_THREADPOOL_SIZE: String(HASHING_THREADS) });
  await process.ask(setup);
  return {
    title: `argon2 alone, ${HASHING_THREADS} threads`,
    pid: process.pid,
    usesServers: false,
    run: (load) => process.ask(load),
    stop: process.stop,
  };
}
