import { runClosedLoop } from "../load/closed-loop.ts";
import { createGraphClient } from "../load/graph-client.ts";
import { runOpenLoop } from "../load/open-loop.ts";
import { prepareSignIns } from "./sign-in-workload.ts";
import { readInTurn } from "./read-workload.ts";
import type { Scene, Workload } from "./workload.ts";

/** Far below what the system can do: how long a visitor waits, not how many there can be. */
const READS_PER_SECOND = 100;

/** Others' reads while people sign in as fast as they can, beside the same reads while nobody does. */
export async function prepareSignInStorm({ client, shop, system, concurrency }: Scene): Promise<Workload> {
  const read = await readInTurn(shop.listRequests, client);
  // The storm has connections of its own: the readers must not wait for one.
  const crowd = createGraphClient(system.origin, concurrency);
  const signIn = await prepareSignIns(crowd, system, "storm");
  let closed: Promise<void> | undefined;
  const readers = (seconds: number) => runOpenLoop(read.operation, { seconds, perSecond: READS_PER_SECOND });
  return {
    title: `${READS_PER_SECOND} reads/s in a sign-in storm`,
    async run({ seconds }) {
      let isOver = false;
      const storm = runClosedLoop(signIn, concurrency, () => isOver);
      const reads = await readers(seconds);
      isOver = true;
      const { errors, firstError } = await storm;
      return { ...reads, errors: reads.errors + errors, firstError: reads.firstError ?? firstError };
    },
    floor: {
      title: "the same reads without it",
      pid: system.pid,
      usesServers: true,
      run: ({ seconds }) => readers(seconds),
      stop: () => (closed ??= crowd.close()),
    },
  };
}
