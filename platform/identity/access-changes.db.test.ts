import { pino } from "pino";
import { expect, inject, it, onTestFinished } from "vitest";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { newId } from "#platform/ids/id.ts";
import { createAccessChangePublisher, listenToAccessChanges } from "./access-changes.ts";

const now = new Date();
const userId = newId("user", now);
const sessionIds = [newId("sess", now), newId("sess", now)];
const logger = pino({ level: "silent" });

const connect = (connectionName: string, url = inject("redisUrl")) => {
  const redis = connectRedis({ url, connectionName, commandTimeoutMs: 5_000, logger });
  onTestFinished(() => redis.disconnect());
  return redis;
};

/** A listener of its own connection, once it hears. */
async function listen(connectionName: string) {
  const heard: unknown[] = [];
  const redis = connect(connectionName);
  listenToAccessChanges(
    { redis, logger },
    {
      sessionsEnded: (ids) => heard.push(ids),
      userChanged: (id) => heard.push(id),
      missed: () => heard.push("missed"),
    },
  );
  await expect.poll(() => heard).toEqual(["missed"]);
  return heard;
}

async function publisher() {
  const redis = connect("access-changes-test-publisher");
  await expect.poll(() => redis.status).toBe("ready");
  return { redis, tell: createAccessChangePublisher(redis) };
}

it("tells every listener which sessions have ended and whose rights have changed", async () => {
  const [one, other] = [await listen("listener-one"), await listen("listener-other")];
  const { tell } = await publisher();
  await tell.sessionsEnded(sessionIds);
  await tell.userChanged(userId);
  for (const heard of [one, other]) {
    await expect.poll(() => heard.slice(1).filter((each) => String(each).includes("_"))).toEqual([sessionIds, userId]);
  }
});

it("tells a listener that it may have missed some each time its connection is there anew", async () => {
  const heard = await listen("listener-that-is-cut-off");
  const { redis, tell } = await publisher();
  const clients = String(await redis.client("LIST"));
  const id = /id=(\d+)[^\n]* name=listener-that-is-cut-off/.exec(clients)![1]!;
  await redis.client("KILL", "ID", id);
  await expect.poll(() => heard.filter((each) => each === "missed").length).toBe(2);
  await tell.userChanged(userId);
  await expect.poll(() => heard.at(-1)).toBe(userId);
});

it("takes a message that it cannot read for any change", async () => {
  const heard = await listen("listener-of-the-unreadable");
  const { redis } = await publisher();
  await redis.publish("plexus:access-changes:v1", '{"kind":"from the future"}');
  await expect.poll(() => heard).toEqual(["missed", "missed"]);
});

it("rejects at once when Redis does not take the message", async () => {
  const tell = createAccessChangePublisher(connect("nobody", "redis://127.0.0.1:1"));
  await expect(tell.userChanged(userId)).rejects.toThrow();
  await expect(tell.sessionsEnded(sessionIds)).rejects.toThrow();
});
