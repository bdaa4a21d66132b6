import * as argon2 from "@node-rs/argon2";
import { pino } from "pino";
import { afterAll, expect, it, vi } from "vitest";
import type { Client } from "#platform/identity/viewer.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { createNetworkKey } from "../password/network-key.ts";
import { createPasswordHasher, type PasswordHasher } from "../password/password-hasher.ts";
import { createTryOwnPassword } from "../password/try-own-password.ts";
import { createTryPassword } from "../password/try-password.ts";
import { insertUser, PASSWORD } from "../testing/new-user.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import { createCreateSession } from "./create-session.ts";

const db = await openTestDatabase();
const hasher = createPasswordHasher();
afterAll(() => Promise.all([db.close(), hasher.close()]));

const START = new Date("2026-11-23T10:00:00Z");
const sign = async () => ({ token: "an access token", expiresAt: START });

/** A process of its own: sign-in and later questions over one database, and a count of the passwords that it looked at. */
function startProcess(changes: Partial<PasswordHasher> = {}) {
  const seen = { checks: 0, now: START };
  const verify: PasswordHasher["verify"] = async (hash, password) => {
    seen.checks++;
    return hash !== null && password === PASSWORD;
  };
  const tryPassword = createTryPassword({
    db,
    passwords: { ...hasher, verify, ...changes },
    networkKey: createNetworkKey("a secret"),
    logger: pino({ level: "silent" }),
    now: () => seen.now,
  });
  return {
    seen,
    signIn: createCreateSession({ db, tryPassword, accessTokens: async () => sign, now: () => seen.now }),
    tryOwnPassword: createTryOwnPassword({ db, tryPassword }),
  };
}

const from = (address: string | null): Client => ({ address, userAgent: "a test" });
const HOME = from("192.0.2.1");
const abroad = (index: number) => from(`203.0.113.${index}`);
const countSessions = async (userId: string) =>
  (await db.pool.query("SELECT 1 FROM sessions WHERE user_id = $1", [userId])).rowCount;
const hashOf = async (userId: string) =>
  (await db.pool.query<{ hash: string }>("SELECT password_hash AS hash FROM users WHERE id = $1", [userId])).rows[0]!
    .hash;

it("looks at ten passwords of a thousand guesses at once, from 200 networks and in three processes", async () => {
  const { email, id } = await insertUser(db);
  const processes = [startProcess(), startProcess(), startProcess()];
  await processes[0]!.signIn(HOME, { email, password: PASSWORD });
  processes[0]!.seen.checks = 0;

  const outcomes = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) =>
      processes[index % 3]!.signIn(index % 10 === 0 ? HOME : abroad(index % 200), {
        email,
        password: `guess ${index}`,
      }),
    ),
  );

  const checks = processes.reduce((total, { seen }) => total + seen.checks, 0);
  expect(checks).toBeLessThanOrEqual(10);
  expect(outcomes.filter(({ kind }) => kind === "invalidCredentials")).toHaveLength(checks);
  expect(outcomes.filter(({ kind }) => kind === "tooManyAttempts")).toHaveLength(1_000 - checks);
  expect(await countSessions(id)).toBe(1);
});

it("closes a name to strangers after seven guesses of a botnet, while the owner gets in from home", async () => {
  const { email, id } = await insertUser(db);
  const { seen, signIn } = startProcess();
  await signIn(HOME, { email, password: PASSWORD });
  seen.checks = 0;

  for (let index = 0; index < 200; index++) await signIn(abroad(index), { email, password: "wrong" });

  expect(seen.checks).toBe(7);
  expect(await signIn(abroad(250), { email, password: PASSWORD })).toEqual({ kind: "tooManyAttempts" });
  expect(await signIn(HOME, { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });
  expect(seen.checks).toBe(8);
  expect(await countSessions(id)).toBe(2);
});

it("closes a name for the guesser's network only, and opens it as the window slides", async () => {
  const { email } = await insertUser(db);
  const { seen, signIn } = startProcess();
  for (let index = 0; index < 9; index++) {
    seen.now = plusMs(START, minutes(index));
    await signIn(HOME, { email, password: "wrong" });
  }
  expect(seen.checks).toBe(5);

  expect(await signIn(HOME, { email, password: PASSWORD })).toEqual({ kind: "tooManyAttempts" });
  expect(await signIn(abroad(1), { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });
  seen.now = plusMs(START, minutes(15));
  expect(await signIn(HOME, { email, password: "wrong" })).toEqual({ kind: "invalidCredentials" });
  expect(await signIn(HOME, { email, password: PASSWORD })).toEqual({ kind: "tooManyAttempts" });
});

it("counts an unknown name like a known one, and someone without a password like nobody", async () => {
  const external = newAddress();
  await db.users.insertUnlessEmailTaken(
    { ...(await insertUser(db)), id: "user_external" as never, email: external },
    null,
  );
  const { seen, signIn } = startProcess();

  for (const email of [newAddress(), external]) {
    seen.checks = 0;
    const outcomes = [];
    for (let index = 0; index < 8; index++) outcomes.push(await signIn(abroad(9), { email, password: PASSWORD }));
    expect(seen.checks).toBe(5);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...Array(5).fill("invalidCredentials"),
      ...Array(3).fill("tooManyAttempts"),
    ]);
  }
});

it("lets a person sign in forty times at once", async () => {
  const { email, id } = await insertUser(db);
  const { signIn } = startProcess();

  const outcomes = await Promise.all(Array.from({ length: 40 }, () => signIn(HOME, { email, password: PASSWORD })));

  expect(outcomes.filter(({ kind }) => kind === "signedIn")).toHaveLength(40);
  expect(await countSessions(id)).toBe(40);
});

it("counts what is asked about a signed-in person's password with their sign-ins", async () => {
  const { email, id } = await insertUser(db);
  const { seen, signIn, tryOwnPassword } = startProcess();
  const ask = (password: string) => tryOwnPassword({ userId: id }, { password, client: HOME }, async () => "right");
  const refused = (problem: string) => ({ kind: "refusedPassword", problem });

  expect(await ask(PASSWORD)).toBe("right");
  for (let index = 0; index < 3; index++) expect(await ask("wrong")).toEqual(refused("WRONG_PASSWORD"));
  for (let index = 0; index < 2; index++) await signIn(HOME, { email, password: "wrong" });

  expect(await ask(PASSWORD)).toEqual(refused("TOO_MANY_ATTEMPTS"));
  expect(seen.checks).toBe(6);
});

it("gives a check back when the password could not be looked at", async () => {
  const { email } = await insertUser(db);
  const { signIn } = startProcess();
  const broken = startProcess({ verify: () => Promise.reject(new Error("no thread")) });

  for (let index = 0; index < 9; index++) {
    await expect(broken.signIn(HOME, { email, password: PASSWORD })).rejects.toThrow("no thread");
  }

  expect(await signIn(HOME, { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });
});

it("makes no session with a password that is changed while it is looked at", async () => {
  const { email, id } = await insertUser(db);
  const verify = async () => {
    await db.pool.query("UPDATE users SET password_hash = 'another' WHERE id = $1", [id]);
    return true;
  };

  const outcome = await startProcess({ verify }).signIn(HOME, { email, password: PASSWORD });

  expect(outcome).toEqual({ kind: "invalidCredentials" });
  expect(await countSessions(id)).toBe(0);
});

it("waits for a change of the password that is under way, and then makes no session", async () => {
  const { email, id } = await insertUser(db);
  const { signIn } = startProcess();
  const client = await db.pool.connect();
  const isWaiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

  await client.query("BEGIN");
  await client.query("UPDATE users SET password_hash = 'another' WHERE id = $1", [id]);
  const signingIn = signIn(HOME, { email, password: PASSWORD });
  await expect.poll(async () => (await db.pool.query(isWaiting)).rowCount, { timeout: 8_000 }).toBe(1);
  await client.query("COMMIT");
  client.release();

  expect(await signingIn).toEqual({ kind: "invalidCredentials" });
  expect(await countSessions(id)).toBe(0);
});

it("replaces a hash of another cost after the right password, and only then", async () => {
  const { email, id } = await insertUser(db);
  const cheap = await argon2.hash(PASSWORD, { memoryCost: 8_192, timeCost: 1 });
  await db.pool.query("UPDATE users SET password_hash = $2 WHERE id = $1", [id, cheap]);
  const { signIn } = startProcess({ verify: hasher.verify });

  expect(await signIn(HOME, { email, password: "wrong" })).toEqual({ kind: "invalidCredentials" });
  expect(await hashOf(id)).toBe(cheap);
  expect(await signIn(HOME, { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });

  const renewed = await hashOf(id);
  expect(hasher.isOutdated(renewed)).toBe(false);
  expect(await hasher.verify(renewed, PASSWORD)).toBe(true);
});

it("keeps a password that is changed while its hash is renewed, and signs in when it cannot be renewed", async () => {
  const { email, id } = await insertUser(db);
  await db.pool.query("UPDATE users SET password_hash = 'outdated' WHERE id = $1", [id]);
  const hash = vi.fn(async () => {
    await db.pool.query("UPDATE users SET password_hash = 'changed' WHERE id = $1", [id]);
    return "renewed";
  });

  expect(await startProcess({ hash }).signIn(HOME, { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });
  expect(hash).toHaveBeenCalledTimes(1);
  expect(await hashOf(id)).toBe("changed");
  hash.mockRejectedValue(new Error("no thread"));
  expect(await startProcess({ hash }).signIn(HOME, { email, password: PASSWORD })).toMatchObject({ kind: "signedIn" });
  expect(await hashOf(id)).toBe("changed");
});
