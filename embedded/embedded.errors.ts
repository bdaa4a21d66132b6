/**
 * The backing servers could not be started or used. `message` is one or two sentences for the person at the terminal:
 * what is wrong and what to do about it. Print it without a stack trace.
 */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}

/** A server ended by itself while it was being started. Separate, so that a port taken in between can be retried. */
export class ServerExited extends EmbeddedError {
  readonly portWasTaken: boolean;

  constructor(name: string, logFile: string, logTail: string) {
    super(`${name} stopped while starting. The end of ${logFile}:\n${logTail}`);
    this.portWasTaken = /EADDRINUSE|address (?:is )?(?:already )?in use/iu.test(logTail);
  }
}

/** Whether the message alone tells the user what to do, so that a stack trace would only be in the way. */
export function isUserFacing(error: unknown): error is EmbeddedError {
  return error instanceof EmbeddedError;
}

/** True for the errors of Node's own calls that carry `code`, such as ENOENT. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
