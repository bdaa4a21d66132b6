import { setTimeout as delay } from "node:timers/promises";
import { readCpu } from "./read-processes.ts";

const WINDOW_MS = 200;
/** A tenth of a core: timers and polls stay below it. */
const QUIET_MICROS = 20_000;
const GIVE_UP_MS = 4_000;

/** Waits until `pid` and all that it has started rest: an answer's deliveries and jobs come after it. Gives up in the end. */
export async function untilQuiet(pid: number): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  let before = total(pid);
  while (performance.now() < giveUpAt) {
    await delay(WINDOW_MS);
    const now = total(pid);
    if (now - before <= QUIET_MICROS) return;
    before = now;
  }
}

function total(pid: number): number {
  const { own, descendants } = readCpu(pid);
  return own + descendants;
}
