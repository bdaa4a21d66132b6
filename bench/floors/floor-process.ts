import { fork } from "node:child_process";
import { once } from "node:events";
import { extname, join } from "node:path";

/** A child process that answers each message with one message. */
export interface FloorProcess {
  pid: number;
  /** One at a time. @throws Error when the child ends instead of answering. */
  ask<Answer>(message: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts `floors/programs/<name>`, compiled or not as we are ourselves, with `env` besides our own environment. */
export function startFloorProcess(name: string, env: Record<string, string> = {}): FloorProcess {
  const program = join(import.meta.dirname, "programs", `${name}${extname(import.meta.filename)}`);
  const child = fork(program, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  const ended = once(child, "exit");
  return {
    pid: child.pid!,
    async ask<Answer>(message: unknown) {
      const answered = once(child, "message");
      child.send(message as object);
      const [answer] = await Promise.race([
        answered,
        ended.then(() => Promise.reject(new Error(`the floor ${name} ended`))),
      ]);
      return answer as Answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
