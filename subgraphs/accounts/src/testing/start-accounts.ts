import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { inject, onTestFinished } from "vitest";
import { createOutbox } from "#platform/events/outbox.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph, type TestSubgraph } from "#platform/testing/test-subgraph.ts";
import { type AccountsDatabase, createDatabase } from "../database.ts";
import { createSubgraph } from "../subgraph.ts";

export const TEST_SECRET = "a secret for the tests of accounts";
export const STOREFRONT_URL = "http://shop.plexus.test";
export const PUBLIC_URL = "https://graph.plexus.test";

/** The whole subgraph on a database of its own, and that database for a look behind the scenes. */
export interface TestAccounts extends TestSubgraph {
  db: AccountsDatabase;
  databaseUrl: string;
  /** Moves the subgraph's clock on. */
  pass(ms: number): void;
  now(): Date;
  close(): Promise<void>;
}

export async function startAccounts(
  logger: Logger = pino({ level: "silent" }),
  environment: Record<string, string> = {},
  neighbours: Record<string, Partial<Neighbour>> = {},
): Promise<TestAccounts> {
  const databaseUrl = await cloneTestDatabase("accounts");
  let shiftMs = 0;
  const now = () => new Date(Date.now() + shiftMs);
  const env = {
    ACCOUNTS_DATABASE_URL: databaseUrl,
    ACCOUNTS_SECRET: TEST_SECRET,
    SMTP_URL: inject("smtpUrl"),
    STOREFRONT_URL,
    PUBLIC_URL,
    ...environment,
  };
  const test = await startTestSubgraph(createSubgraph, "accounts", { env, now, logger, neighbours });
  const db = createDatabase({ url: databaseUrl, logger, createOutbox: createOutbox({ subscribersOf: () => [], now }) });
  return {
    ...test,
    db,
    databaseUrl,
    pass: (ms) => (shiftMs += ms),
    now,
    async close() {
      await Promise.all([test.subgraph.close(), db.close()]);
    },
  };
}

/** A database alone, for tests below GraphQL. */
export const openTestDatabase = async (): Promise<AccountsDatabase> =>
  createDatabase({
    url: await cloneTestDatabase("accounts"),
    logger: pino({ level: "silent" }),
    createOutbox: createOutbox({ subscribersOf: () => [], now: () => new Date() }),
  });

/** Someone who is not signed in, as the one who does something. */
export const A_GUEST = { viewer: GUEST, requestId: "test-request" } as const;

/** An address that no other test writes to. */
export const newAddress = (): string => `${randomUUID()}@example.test`;

export interface CaughtMail {
  from: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  to: string[];
}

/** What the mail catcher has for `address`, the newest first. */
export async function mailsTo(address: string): Promise<CaughtMail[]> {
  const response = await fetch(`${inject("mailboxUrl")}/api/messages?to=${encodeURIComponent(address)}`);
  return (await response.json()) as CaughtMail[];
}

/** Makes the mail catcher misbehave towards `match` until the test is over. */
export async function injectMailFault(fault: { kind: "reject-451" | "drop-after-data"; times: number; match: string }) {
  const url = `${inject("mailboxUrl")}/_control/faults`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`the mail catcher took no fault: ${await response.text()}`);
  onTestFinished(async () => void (await fetch(url, { method: "DELETE" })));
}

/** Long enough for a job and a mail on a busy machine; nothing waits that long when it works. */
export const PATIENCE = { timeout: 30_000, interval: 25 };
