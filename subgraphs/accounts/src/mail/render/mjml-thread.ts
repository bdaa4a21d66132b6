import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { seconds } from "#platform/time/duration.ts";

/** Makes a mail's HTML of MJML. Rejects when the markup is wrong: that is a bug of ours. */
export type MjmlToHtml = (mjml: string) => Promise<string>;

export interface MjmlThread {
  toHtml: MjmlToHtml;
  close(): Promise<void>;
}

/** What runs in the thread: MJML is CommonJS, and only a text is the same file compiled, from source and in tests. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const mjml2html = require(workerData.mjmlPath);
parentPort.on("message", async ({ id, mjml }) => {
  try {
    const { html } = await mjml2html(mjml, { validationLevel: "strict", fonts: {} });
    parentPort.postMessage({ id, html });
  } catch (error) {
    parentPort.postMessage({ id, failure: String(error) });
  }
});`;

type Answer = { id: number; html: string } | { id: number; failure: string };

interface Waiting {
  resolve(html: string): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/**
 * MJML in a thread of its own: loading it takes most of a second and 60 MB, and each mail some milliseconds, in which a
 * process that serves requests as well would answer nobody. The thread starts with the first mail, and anew with the next
 * one after it has failed or hung.
 */
export function createMjmlThread({ timeoutMs = seconds(30), mjmlPath = resolveMjml() } = {}): MjmlThread {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let lastId = 0;

  const settle = (id: number, how: (mail: Waiting) => void): void => {
    const mail = waiting.get(id);
    if (!mail) return;
    waiting.delete(id);
    clearTimeout(mail.timer);
    if (waiting.size === 0) thread?.unref();
    how(mail);
  };
  /** Ends the thread; whatever waits for it fails. */
  const end = async (error: Error): Promise<void> => {
    const ended = thread;
    thread = null;
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(error));
    await ended?.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(PROGRAM, { eval: true, workerData: { mjmlPath }, env: {}, execArgv: [] });
    started.on("message", (answer: Answer) =>
      settle(answer.id, ({ resolve, reject }) =>
        "html" in answer ? resolve(answer.html) : reject(new Error(`MJML: ${answer.failure}`)),
      ),
    );
    started.on("error", (cause: Error) => {
      if (thread === started) void end(new Error("the thread that writes mails has failed", { cause }));
    });
    return started;
  };

  return {
    toHtml: (mjml) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        const id = ++lastId;
        const timer = setTimeout(() => void end(new Error("the thread that writes mails hangs")), timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        // Only while somebody waits does it keep the process alive.
        thread.ref();
        thread.postMessage({ id, mjml });
      }),
    close: () => end(new Error("the thread that writes mails was closed")),
  };
}

const resolveMjml = (): string => createRequire(import.meta.url).resolve("mjml");
