import { newId } from "#platform/ids/id.ts";
import { SessionCreateDocument } from "../../clients/storefront/graphql.ts";
import { databaseName } from "../../runtime/start-backing.ts";
import { createPasswordHasher } from "../../subgraphs/accounts/src/password/password-hasher.ts";
import { startPasswordFloor } from "../floors/password-floor.ts";
import { type Operation, runLoad } from "../load/closed-loop.ts";
import { type GraphClient, requireNoUserErrors } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import { runOnDatabase } from "../system/run-on-database.ts";
import type { RunningSystem } from "../system/start-system.ts";
import type { Scene, Workload } from "./workload.ts";

/** So many that the limit of checks under way for one address is never met. */
const ACCOUNTS = 256;
const PASSWORD = "a long password for the bench";

/** Signing in with the right password, as one of many people. */
export async function prepareSignIn({ client, system }: Scene): Promise<Workload> {
  const hash = await hashPassword();
  const operation = signInAs(await insertAccounts(system, "bench", hash), client);
  return {
    title: "sign-in",
    run: (load) => runLoad(operation, load),
    floor: await startPasswordFloor({ hash, password: PASSWORD }),
  };
}

/** The operation of people of their own, whose addresses begin with `prefix`. */
export async function prepareSignIns(client: GraphClient, system: RunningSystem, prefix: string): Promise<Operation> {
  return signInAs(await insertAccounts(system, prefix, await hashPassword()), client);
}

function signInAs(emails: readonly string[], client: GraphClient): Operation {
  const nextEmail = rotate(emails);
  return async () => {
    const input = { email: nextEmail(), password: PASSWORD };
    const { sessionCreate } = await client.query(SessionCreateDocument, { input });
    requireNoUserErrors(sessionCreate.userErrors);
    if (!sessionCreate.session) throw new Error("no session was made");
  };
}

async function hashPassword(): Promise<string> {
  const passwords = createPasswordHasher();
  const hash = await passwords.hash(PASSWORD);
  await passwords.close();
  return hash;
}

/** By SQL: registering so many would take longer than the whole run. Returns their addresses. */
async function insertAccounts({ postgresUrl }: RunningSystem, prefix: string, hash: string): Promise<string[]> {
  const now = new Date();
  const emails = Array.from({ length: ACCOUNTS }, (_, index) => `${prefix}-${index}@example.test`);
  const ids = emails.map(() => newId("user", now));
  await runOnDatabase(postgresUrl, databaseName("accounts"), (database) =>
    database.query(
      `INSERT INTO users (id, email, password_hash, full_name, email_verified_at, created_at)
       SELECT id, email, $3, 'Bench', $4, $4 FROM unnest($1::text[], $2::text[]) AS account (id, email)`,
      [ids, emails, hash, now],
    ),
  );
  return emails;
}
