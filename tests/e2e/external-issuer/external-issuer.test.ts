import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestIssuer, TEST_AUDIENCE, type TestIssuer } from "../../../router/src/testing/test-issuer.ts";
import { type PlexusRun, runPlexus, untilReady } from "../../setup/run-plexus.ts";

/** A system of its own: which issuer it trusts is decided when it starts. */
let issuer: TestIssuer;
let dataDir: string;
let run: PlexusRun;
let graphql: string;

beforeAll(async () => {
  issuer = await startTestIssuer();
  dataDir = await mkdtemp(join(tmpdir(), "plexus-external-issuer-"));
  run = runPlexus({
    ...{ DATA_DIR: dataDir, PORT: "0", SEED_PRODUCTS: "0" },
    ...{ OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: TEST_AUDIENCE, OIDC_JWKS_URL: issuer.oidc.jwksUrl },
  });
  ({ graphql } = await untilReady(run, dataDir));
}, 90_000);
afterAll(async () => {
  run.child.kill("SIGTERM");
  await run.ended;
  await rm(dataDir, { recursive: true, force: true });
  await issuer.stop();
});

async function send(query: string, token: string) {
  const response = await fetch(graphql, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as { data?: Record<string, unknown>; errors?: { extensions: object }[] };
  return { status: response.status, ...body };
}
const ME = "{ me { id email fullName } }";
const refused = { status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] };

it("people of another issuer come in with its tokens, are one account whatever key signs, and sign out at once", async () => {
  const claims = { sub: "auth0|mia", email: "mia@example.test", email_verified: true, name: "Mia Berg" };
  const token = await issuer.sign(claims);
  const first = await send(ME, token);
  expect(first).toMatchObject({ status: 200, data: { me: { email: "mia@example.test", fullName: "Mia Berg" } } });

  await issuer.addKey("ES256");
  await expect
    .poll(async () => (await send(ME, await issuer.sign(claims))).data, { timeout: 10_000 })
    .toEqual(first.data);

  expect(await send("mutation { sessionRevoke { userErrors { code } } }", token)).toMatchObject({ status: 200 });
  expect(await send(ME, token)).toMatchObject(refused);
});

it("nobody comes in by an address that the issuer does not vouch for, or by a token that is not for this API", async () => {
  const owner = await issuer.sign({ sub: "auth0|eve", email: "eve@example.test", email_verified: true });
  const claimed = await issuer.sign({ sub: "auth0|mallory", email: "eve@example.test", email_verified: false });
  const [real, other] = [await send(ME, owner), await send(ME, claimed)];
  expect(other).toMatchObject({ status: 200, data: { me: { email: null } } });
  expect(other.data!["me"]).not.toMatchObject({ id: (real.data!["me"] as { id: string }).id });

  const [rsa] = issuer.keys;
  for (const token of [
    await issuer.sign({ aud: "elsewhere" }, { key: rsa! }),
    await issuer.sign({ exp: 1 }, { key: rsa! }),
    await issuer.sign({}, { key: rsa!, header: { kid: "unknown" } }),
  ]) {
    expect(await send(ME, token)).toMatchObject(refused);
  }
});
