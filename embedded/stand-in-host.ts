import { fileURLToPath } from "node:url";
import type { ServerProcess } from "./child-process.ts";
import { EmbeddedError } from "./embedded.errors.ts";
import type { FromHost, StandInPlan, StandInPorts, ToHost } from "./stand-ins/host-messages.ts";
import type { Workplace } from "./workplace.ts";

export interface RunningStandIns {
  ports: StandInPorts;
  /** Resolves when events go to the new address. Rejects when the stand-ins are gone. */
  setStripeWebhookUrl(url: string): Promise<void>;
}

// From source the child is TypeScript, run by Node's type stripping; from a build it is JavaScript, and the project's
// import aliases must then point into the build too.
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const conditions = extension === "js" ? ["--conditions=built"] : [];
// A small young generation keeps an idle process about 10 MB smaller; what these servers do, they do as fast with it.
const flags = [...conditions, "--max-semi-space-size=2"];
const ownHost = fileURLToPath(new URL(`./stand-ins/host.${extension}`, import.meta.url));

/** Starts the process of the stand-ins and returns when all that are planned listen. `program` is for tests. */
export async function startStandIns(
  workplace: Workplace,
  plan: StandInPlan,
  program: string = ownHost,
): Promise<RunningStandIns> {
  let ports: StandInPorts | undefined;
  let asked = false;
  const waiting = new Map<number, () => void>();

  const server = await workplace.supervisor.start(
    { name: "stand-ins", command: [process.execPath, ...flags, program], stopSignal: "SIGTERM", ipc: true },
    async (started) => {
      if (!asked) {
        asked = true;
        started.child.on("message", (message) => {
          const answer = message as FromHost;
          if (answer.kind === "ready") ports = answer.ports;
          else waiting.get(answer.id)?.();
        });
        tell(started, { kind: "start", plan });
      }
      return ports !== undefined;
    },
  );

  let lastId = 0;
  return {
    ports: ports ?? {},
    async setStripeWebhookUrl(url) {
      const id = ++lastId;
      const done = new Promise<void>((resolve) => waiting.set(id, resolve));
      tell(server, { kind: "setStripeWebhookUrl", id, url });
      await Promise.race([done, server.exited]);
      waiting.delete(id);
      if (!server.isRunning()) throw new EmbeddedError("The Stripe stand-in is not running.");
    },
  };
}

function tell(server: ServerProcess, message: ToHost): void {
  // A failed send means the child is gone, which `exited` tells better.
  server.child.send(message, () => undefined);
}
