import { afterAll, expect, it } from "vitest";
import { pino } from "pino";
import { NO_CLIENT } from "#platform/identity/viewer.ts";
import { insertUser, PASSWORD } from "../testing/new-user.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import { createNetworkKey } from "./network-key.ts";
import { createPasswordHasher } from "./password-hasher.ts";
import { createTryOwnPassword } from "./try-own-password.ts";
import { createTryPassword } from "./try-password.ts";

const db = await openTestDatabase();
const logger = pino({ level: "silent" });
const passwords = createPasswordHasher({ logger });
afterAll(() => Promise.all([db.close(), passwords.close()]));

const networkKey = createNetworkKey("a secret of the password tests, 32 bytes");
const tryPassword = createTryPassword({ db, passwords, networkKey, logger, now: () => new Date() });

it("goes on for the person with their own password", async () => {
  const mia = await insertUser(db);
  const tryOwnPassword = createTryOwnPassword({ db, tryPassword });

  const outcome = await tryOwnPassword({ userId: mia.id }, { password: PASSWORD, client: NO_CLIENT }, async () => "on");

  expect(outcome).toBe("on");
});

it("takes nobody's password but the person's, also when their address goes to someone else meanwhile", async () => {
  const [mia, eve] = [await insertUser(db), await insertUser(db)];
  // What was read of Mia says that she has the address that is Eve's by the time the password is looked at.
  const users = { ...db.users, findByIds: async () => [{ ...mia, email: eve.email }] };
  const tryOwnPassword = createTryOwnPassword({ db: { ...db, users }, tryPassword });
  const done: string[] = [];

  const outcome = await tryOwnPassword({ userId: mia.id }, { password: PASSWORD, client: NO_CLIENT }, async () =>
    done.push("as Mia"),
  );

  expect(outcome).toEqual({ kind: "refusedPassword", problem: "WRONG_PASSWORD" });
  expect(done).toEqual([]);
});
