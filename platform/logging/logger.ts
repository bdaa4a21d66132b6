import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;

/** Fields that never reach a log line, wherever they stand. Personal data is left out by not logging it. */
// prettier-ignore
const REDACTED = [
  "password", "accessToken", "refreshToken", "token", "authorization", "cookie", "clientSecret", "secretKey",
  "webhookSecret", "accessKey", "email",
];

/** A structured logger: one JSON line per event with time (UTC), level, `part` and the message. */
export function createLogger(options: { part: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: { part: options.part },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    },
    options.destination ?? pino.destination(2),
  );
}
