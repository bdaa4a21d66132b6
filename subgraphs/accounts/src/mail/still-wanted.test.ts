import { expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { newUser, type User } from "../user/user.ts";
import { createStillWanted } from "./still-wanted.ts";

const at = new Date("2026-11-23T10:00:00Z");
const email = "mia@example.test";
const mia = newUser({ id: newId("user", at), email, fullName: "Mia Berg", emailVerifiedAt: null, createdAt: at });

const stillWanted = (user: User | null) =>
  createStillWanted({
    users: { findByIds: async () => (user ? [user] : []) },
    shopInvitations: { findOpen: () => Promise.reject(new Error("unplanned: no invitation is asked for here")) },
    now: () => at,
  });
const isWanted = (name: "verify-email" | "password-reset", user: User | null, userId: string | null = mia.id) =>
  stillWanted(user)[name]!({ userId }, email);

it("wants a confirmation while the address waits for one", async () => {
  expect(await isWanted("verify-email", mia)).toBe(true);
  expect(await isWanted("verify-email", { ...mia, emailVerifiedAt: at })).toBe(false);
});

it("wants a new password for whoever has the address: confirmed or not, suspended or not", async () => {
  expect(await isWanted("password-reset", mia)).toBe(true);
  expect(await isWanted("password-reset", { ...mia, emailVerifiedAt: at })).toBe(true);
  expect(await isWanted("password-reset", { ...mia, suspendedAt: at })).toBe(true);
});

it.each(["verify-email", "password-reset"] as const)("wants no %s for another address, or for nobody", async (name) => {
  expect(await isWanted(name, { ...mia, email: "other@example.test" })).toBe(false);
  expect(await isWanted(name, { ...mia, email: null })).toBe(false);
  expect(await isWanted(name, null)).toBe(false);
  expect(await isWanted(name, mia, null)).toBe(false);
});
