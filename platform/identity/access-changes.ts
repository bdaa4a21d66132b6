import type { Redis } from "ioredis";
import { z } from "zod";
import type { SessionId, UserId } from "#platform/ids/id.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Logger } from "#platform/logging/logger.ts";

/** Where accounts says what has changed and every router listens. The number is the version of the messages' shape. */
const CHANNEL = "plexus:access-changes:v1";

const idOf = <Prefix extends "user" | "sess">(prefix: Prefix) =>
  z.string().transform((text, context) => {
    const id = parseId(prefix, text);
    if (id === null) context.addIssue(`not an id of ${prefix}`);
    return id ?? z.NEVER;
  });

const message = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sessionsEnded"), sessionIds: z.array(idOf("sess")) }),
  z.object({ kind: z.literal("userChanged"), userId: idOf("user") }),
]);

/**
 * Tells all routers what has changed in someone's access. Takes at most the connection's command timeout and rejects when Redis
 * does not take the message: the routers then find out when what they remember is no longer fresh.
 */
export function createAccessChangePublisher(redis: Pick<Redis, "publish">) {
  const publish = async (change: z.input<typeof message>): Promise<void> => {
    await redis.publish(CHANNEL, JSON.stringify(change));
  };
  return {
    sessionsEnded: (sessionIds: readonly string[]): Promise<void> =>
      publish({ kind: "sessionsEnded", sessionIds: [...sessionIds] }),
    userChanged: (userId: string): Promise<void> => publish({ kind: "userChanged", userId }),
  };
}

/** What a listener does about each change. */
export interface AccessChangeListener {
  sessionsEnded(ids: readonly SessionId[]): void;
  userChanged(userId: UserId): void;
  /** Changes may have been missed: nothing that is remembered counts as fresh. */
  missed(): void;
}

/**
 * Hears changes of access on a Redis connection of its own. Nobody keeps messages for who is away, so each time the
 * connection is there anew, the listener is told that it may have missed some, after it hears the next ones.
 */
export function listenToAccessChanges(
  { redis, logger }: { redis: Redis; logger: Logger },
  listener: AccessChangeListener,
): void {
  redis.on("ready", () => {
    redis.subscribe(CHANNEL).then(
      () => listener.missed(),
      (error: unknown) => {
        logger.warn({ err: error }, "changes of access cannot be heard; connecting anew");
        redis.disconnect(true);
      },
    );
  });
  redis.on("message", (_, text) => {
    const change = readMessage(text);
    if (change === null) {
      logger.warn("a change of access could not be read: nothing remembered counts as fresh");
      listener.missed();
    } else if (change.kind === "sessionsEnded") listener.sessionsEnded(change.sessionIds);
    else listener.userChanged(change.userId);
  });
}

function readMessage(text: string): z.infer<typeof message> | null {
  try {
    return message.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
