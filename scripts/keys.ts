// `npm run keys -- list | rotate [--grace <seconds>] | retire <kid>`: the keys that sign access tokens. Works on the database named
// by ACCOUNTS_DATABASE_URL with ACCOUNTS_SECRET, or on the system that runs in DATA_DIR. Nothing has to be restarted.
import { parseArgs } from "node:util";
import type { Environment } from "#platform/config/environment.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { plusMs } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { readSettings } from "../runtime/settings.ts";
import { type AccountsDatabase, createDatabase } from "../subgraphs/accounts/src/database.ts";
import { createSigningKeyChanges } from "../subgraphs/accounts/src/signing-key/rotate-signing-keys.ts";
import {
  DEFAULT_GRACE_MS,
  MIN_GRACE_MS,
  PUBLISHED_AFTER_RETIREMENT_MS,
  signingKeyAt,
  type StoredSigningKey,
} from "../subgraphs/accounts/src/signing-key/signing-key.ts";
import { readRunningSystem } from "./running-system.ts";

const USAGE = "npm run keys -- list | rotate [--grace <seconds>] | retire <kid>";
const OTHER_SECRET = "ACCOUNTS_SECRET is not the one that the keys in use are sealed with; nothing was changed.";
const now = () => new Date();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  loadDotEnv();
  const { values, positionals } = parseArgs({ options: { grace: { type: "string" } }, allowPositionals: true });
  const { url, secret } = findAccounts({ ...process.env });
  const logger = createLogger({ part: "keys", level: "warn" });
  const db = createDatabase({ url, logger, createOutbox: createOutbox({ subscribersOf: () => [], now }) });
  try {
    await run(db, secret, positionals, values.grace);
  } finally {
    await db.close();
  }
} catch (error) {
  process.stderr.write(`keys: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** What the environment names in full, else what runs in the data folder. */
function findAccounts(given: Environment): { url: string; secret: string } {
  const { dataDir } = readSettings({ ...given, ROLES: "all" }, PROJECT_FOLDER);
  const env: Environment = given["ACCOUNTS_DATABASE_URL"] ? given : { ...readRunningSystem(dataDir), ...given };
  const [url, secret] = [env["ACCOUNTS_DATABASE_URL"], env["ACCOUNTS_SECRET"]];
  if (!url || !secret) {
    throw new Error(
      `set ACCOUNTS_DATABASE_URL and ACCOUNTS_SECRET, or DATA_DIR to where the system runs (${dataDir}).`,
    );
  }
  return { url, secret };
}

async function run(db: AccountsDatabase, secret: string, [command, kid]: string[], grace?: string): Promise<void> {
  const changes = createSigningKeyChanges({ db, secret, now });
  if (command === "list" && kid === undefined) return list(await db.signingKeys.findAll());
  if (command === "rotate" && kid === undefined) return rotate(changes, grace);
  if (command === "retire" && kid !== undefined) return retire(changes, kid);
  throw new Error(`usage: ${USAGE}`);
}

function list(keys: readonly StoredSigningKey[]): void {
  const at = now();
  const signing = signingKeyAt(keys, at);
  for (const key of keys) say(`${key.kid}  ${key === signing ? "signs" : describe(key, at)}`);
  if (keys.length === 0) say("There are no keys yet; the first sign-in makes one.");
}

function describe({ activeFrom, retiredAt }: StoredSigningKey, at: Date): string {
  if (retiredAt !== null && (retiredAt <= at || retiredAt <= activeFrom)) {
    const publicUntil = plusMs(retiredAt, PUBLISHED_AFTER_RETIREMENT_MS);
    const rest = publicUntil > at ? `its tokens are good until ${publicUntil.toISOString()}` : "its tokens are over";
    return `retired ${retiredAt.toISOString()}, ${rest}`;
  }
  return activeFrom > at ? `signs from ${activeFrom.toISOString()}` : "waits: a newer one signs";
}

type Changes = ReturnType<typeof createSigningKeyChanges>;

async function rotate(changes: Changes, grace: string | undefined): Promise<void> {
  const graceMs = grace === undefined ? DEFAULT_GRACE_MS : seconds(Number(grace));
  const outcome = Number.isInteger(graceMs) ? await changes.rotate({ graceMs }) : { kind: "graceTooShort" as const };
  switch (outcome.kind) {
    case "rotated":
      return say(`${outcome.next.kid} is public now and signs from ${outcome.next.activeFrom.toISOString()}.`);
    case "graceTooShort":
      throw new Error(`--grace takes whole seconds, at least ${MIN_GRACE_MS / 1_000}.`);
    case "otherSecret":
      throw new Error(OTHER_SECRET);
  }
}

async function retire(changes: Changes, kid: string): Promise<void> {
  const outcome = await changes.retire({ kid });
  switch (outcome.kind) {
    case "retired":
      if (outcome.next) say(`${outcome.next.kid} takes over at ${outcome.next.activeFrom.toISOString()}.`);
      return say(`${kid} signs no more from ${outcome.at.toISOString()}.`);
    case "retiredBefore":
      return say(`${kid} was retired at ${outcome.at.toISOString()}.`);
    case "notFound":
      throw new Error(`there is no key ${kid}.`);
    case "otherSecret":
      throw new Error(OTHER_SECRET);
  }
}
