import { beforeEach, expect, it } from "vitest";
import type { UserViewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { createRecordReads, type ReadRecord, type StoreReads } from "./record-reads.ts";

const start = new Date("2026-11-22T10:00:00Z");
const viewer: UserViewer = {
  kind: "user",
  userId: newId("user", start),
  sessionId: newId("sess", start),
  scopes: ["user:read"],
  memberships: [],
};
const mia = { type: "User", id: "user_mia" };
const tom = { type: "User", id: "user_tom" };

let stored: { reads: readonly ReadRecord[]; requestId: string }[] = [];
const store: StoreReads = async (reads, requestId) => void stored.push({ reads, requestId });
beforeEach(() => void (stored = []));

const recorder = (requestId = "request-1", now = () => start) => createRecordReads(store, { viewer, requestId }, now);

it("stores what is asked for at the same time together, and each subject once in a request", async () => {
  const recordReads = recorder();
  await Promise.all([recordReads([mia]), recordReads([tom, mia]), recordReads([])]);
  await recordReads([tom]);
  expect(stored).toHaveLength(1);
  expect(stored[0]!.requestId).toBe("request-1");
  expect(stored[0]!.reads.map(({ record }) => record)).toEqual(
    [mia, tom].map((subject) => ({
      action: "user.read",
      actor: { kind: "USER", userId: viewer.userId, apiKeyId: null },
      subject,
      before: null,
      after: null,
    })),
  );
});

it("names the action after the type, in words", async () => {
  await recorder()([{ type: "ShopInvitation", id: "inv_1" }]);
  expect(stored[0]!.reads[0]!.record.action).toBe("shop-invitation.read");
});

it("gives the same read the same key in every part that serves the request, and no other", async () => {
  const minuteLater = () => new Date(start.getTime() + 60_000);
  for (const recordReads of [recorder(), recorder(), recorder("request-2"), recorder("request-1", minuteLater)]) {
    await recordReads([mia]);
  }
  const keys = stored.map(({ reads }) => reads[0]!.key);
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

it("refuses the read when it cannot be recorded", async () => {
  const cause = new Error("the database is away");
  const recordReads = createRecordReads(
    () => Promise.reject(cause),
    { viewer, requestId: "request-1" },
    () => start,
  );
  await expect(recordReads([mia])).rejects.toMatchObject({ code: "UNAVAILABLE", cause });
  await expect(recordReads([mia])).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
