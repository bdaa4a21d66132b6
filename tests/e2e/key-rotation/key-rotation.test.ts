import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { decodeProtectedHeader } from "jose";
import { expect, inject, it } from "vitest";
import { MeDocument, SessionCreateDocument } from "../../../clients/storefront/graphql.ts";
import { PROJECT_FOLDER } from "../../../runtime/project-folder.ts";
import { query, send } from "../../setup/graph-client.ts";

const GRACE_SECONDS = 10;
/** Pairs of a refresh and a request with the new token. */
const PAIRS = 150;
/** After so many the command has to be through, so that the others are spread over the grace and some time after it. */
const PAIRS_WHILE_COMMAND_RUNS = 30;
const PAUSE_MS = ((GRACE_SECONDS + 3) * 1_000) / (PAIRS - PAIRS_WHILE_COMMAND_RUNS);

const REFRESH = `mutation ($input: SessionRefreshInput!) {
  sessionRefresh(input: $input) { session { accessToken refreshToken } userErrors { code } }
}`;
interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** What an operator types, against the system under test. */
async function keys(...args: string[]): Promise<string> {
  const script = join(PROJECT_FOLDER, "dist/scripts/keys.js");
  const env = { ...process.env, ...inject("stack").operator };
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=built", script, ...args], { env });
  return stdout;
}

const kidOf = (token: string): string => decodeProtectedHeader(token).kid!;
const publicKids = async (): Promise<string[]> => {
  const response = await fetch(`${inject("stack").origin}/.well-known/jwks.json`);
  return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};

it("the signing key changes under load without a restart, and no request fails", async () => {
  const { sessionCreate } = await query(SessionCreateDocument, { input: inject("stack").demo.shopper });
  let tokens: Tokens = sessionCreate.session!;
  const first = tokens.accessToken;
  const rotation = keys("rotate", "--grace", String(GRACE_SECONDS));

  const statuses: number[] = [];
  const kids: string[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const refreshed = await send<{ sessionRefresh: { session: Tokens } }, object>(REFRESH, {
      input: { refreshToken: tokens.refreshToken },
    });
    tokens = refreshed.data!.sessionRefresh.session;
    const { accessToken } = tokens;
    const answer = await send(MeDocument, {}, { accessToken });
    expect(answer).toMatchObject({ data: { me: { email: inject("stack").demo.shopper.email } } });
    statuses.push(refreshed.status, answer.status);
    kids.push(kidOf(accessToken));
    if (pair === PAIRS_WHILE_COMMAND_RUNS) await rotation;
    await delay(PAUSE_MS);
  }

  expect(statuses).toEqual(Array(PAIRS * 2).fill(200));
  const [former, next] = [...new Set(kids)];
  expect(new Set(kids).size).toBe(2);
  expect(kids).toEqual([...kids].sort((left, right) => [former, next].indexOf(left) - [former, next].indexOf(right)));
  expect(await rotation).toContain(next);
  expect(kidOf(first)).toBe(former);
  expect((await send(MeDocument, {}, { accessToken: first })).status).toBe(200);
  expect(await publicKids()).toEqual(expect.arrayContaining([former, next]));
  expect(await keys("list")).toMatch(new RegExp(`${former} +retired .*\\n${next} +signs`));
});
