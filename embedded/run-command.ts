import { spawn } from "node:child_process";
import { hasCode } from "./embedded.errors.ts";

export interface CommandResult {
  /** Exit code; 127 when the program does not exist or may not be executed, 128 when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  user?: { uid: number; gid: number };
  timeoutMs?: number;
  signal?: AbortSignal;
}

export type RunCommand = (command: readonly string[], options?: RunOptions) => Promise<CommandResult>;

/**
 * Runs a program to its end and returns what it said; a failing or missing program is a result, not an exception.
 * In a session of its own, so that Ctrl-C in the terminal reaches only the supervisor. Default limit: a minute.
 *
 * @throws the reason of `signal` when that is aborted; by then the program has ended.
 */
export const runCommand: RunCommand = (command, { cwd, user, timeoutMs = 60_000, signal } = {}) =>
  new Promise((resolve, reject) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      ...(cwd === undefined ? {} : { cwd }),
      ...user,
      ...(signal === undefined ? {} : { signal }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.once("error", (error) => {
      if (hasCode(error, "ENOENT", "EACCES", "ENOTDIR", "EPERM")) resolve({ code: 127, stdout, stderr: error.message });
      else if (signal?.aborted !== true) reject(error);
    });
    // "close" and not "exit": only then its own children have ended too, and nobody writes to our folders any more.
    child.once("close", (code) => {
      if (signal?.aborted === true) reject(signal.reason as Error);
      else resolve({ code: code ?? 128, stdout, stderr });
    });
  });
