import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { createAnnounceAccessChange } from "./access-changes.ts";

it("tells of ended sessions and changed people, of nothing that did not happen, and never fails", async () => {
  const accessChanges = {
    sessionsEnded: vi.fn(async () => {}),
    userChanged: vi.fn(async () => Promise.reject(new Error("nobody there"))),
  };
  const logged: string[] = [];
  const logger = pino({}, { write: (line: string) => void logged.push(line) });
  const announce = createAnnounceAccessChange({ accessChanges, logger });

  await announce({ sessionIds: [] });
  expect(accessChanges.sessionsEnded).not.toHaveBeenCalled();
  expect(accessChanges.userChanged).not.toHaveBeenCalled();

  await announce({ sessionIds: ["sess_1", "sess_2"], userId: "user_1" });
  expect(accessChanges.sessionsEnded.mock.calls).toEqual([[["sess_1", "sess_2"]]]);
  expect(accessChanges.userChanged.mock.calls).toEqual([["user_1"]]);
  expect(logged).toHaveLength(1);
});
