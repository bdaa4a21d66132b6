import { pino } from "pino";
import { expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import type { Grants, UserViewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { createSessionAccess } from "./session-access.ts";

const now = () => new Date("2026-11-25T10:00:00Z");
const shopId = newId("shop", now());
const aToken = (): UserViewer => ({
  kind: "user",
  userId: newId("user", now()),
  sessionId: newId("sess", now()),
  scopes: ["user:read", "order:read"],
  memberships: [],
});
const HELD: Grants = { scopes: ["order:read"], memberships: [{ shopId, roles: ["OWNER"] }] };
const away = new AppError("UNAVAILABLE", "accounts is not available. Try again.");
const refused = expect.objectContaining({ name: "AppError", code: "UNAUTHENTICATED" });

function setUp() {
  const state = { held: HELD as Grants | null, isAway: false };
  const accessGrants = async () => {
    if (state.isAway) throw away;
    return state.held;
  };
  const access = createSessionAccess({ accounts: { accessGrants }, now, logger: pino({ level: "silent" }) });
  return { state, access };
}

it("gives a person what they hold now, not what their token says", async () => {
  const { access } = setUp();
  const token = aToken();
  expect(await access.viewerOf(token)).toEqual({ ...token, ...HELD });
});

it("refuses an ended session, also while accounts is away", async () => {
  const { state, access } = setUp();
  const token = aToken();
  await access.viewerOf(token);
  state.isAway = true;
  access.changes.sessionsEnded([token.sessionId]);
  await expect(access.viewerOf(token)).rejects.toEqual(refused);
  state.isAway = false;
  state.held = null;
  await expect(access.viewerOf(aToken())).rejects.toEqual(refused);
});

it("gives a person that it has never heard of what the token says, and no shop, while accounts is away", async () => {
  const { state, access } = setUp();
  state.isAway = true;
  const token = aToken();
  expect(await access.viewerOf(token)).toEqual(token);
  state.isAway = false;
});

it("goes on with what a person held last while accounts is away", async () => {
  const { state, access } = setUp();
  const token = aToken();
  await access.viewerOf(token);
  access.changes.missed();
  state.isAway = true;
  expect(await access.viewerOf(token)).toEqual({ ...token, ...HELD });
});

it("sees a change at once when it is told", async () => {
  const { state, access } = setUp();
  const token = aToken();
  await access.viewerOf(token);
  state.held = null;
  expect(await access.viewerOf(token)).toMatchObject(HELD);
  access.changes.userChanged(token.userId);
  await expect(access.viewerOf(token)).rejects.toEqual(refused);
});
