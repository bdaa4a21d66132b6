import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;

/** Fields that never reach a log line, wherever they stand. Personal data is left out by not logging it. */
// prettier-ignore
const REDACTED = [
  "password", "accessToken", "refreshToken", "token", "authorization", "cookie", "clientSecret", "secretKey",
  "webhookSecret", "accessKey", "email", "secret",
];

/** What of an error goes into a line: libraries hang whole connections, with their credentials, on theirs. */
interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

const MAX_CAUSES = 5;

function toLoggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(error.stack ? { stack: error.stack } : {}),
    ...(error.cause !== undefined && depth < MAX_CAUSES ? { cause: toLoggedError(error.cause, depth + 1) } : {}),
  };
}

/** A structured logger: one JSON line per event with time (UTC), level, `part` and the message. */
export function createLogger(options: { part: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: { part: options.part },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => toLoggedError(error) },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    },
    options.destination ?? pino.destination(2),
  );
}
