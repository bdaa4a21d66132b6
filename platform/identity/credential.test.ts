import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createCredentialSigner, createCredentialVerifier } from "./credential.ts";
import { GUEST, type Viewer } from "./viewer.ts";

const secret = new TextEncoder().encode("a secret of at least thirty-two bytes");
const start = new Date("2026-11-22T10:00:00Z");
const viewer: Viewer = {
  kind: "user",
  userId: newId("user", start),
  sessionId: newId("sess", start),
  scopes: ["order:read"],
  memberships: [],
};

function aClock() {
  let instant = start.getTime();
  return { now: () => new Date(instant), pass: (seconds: number) => void (instant += seconds * 1_000) };
}

describe("a credential", () => {
  it("tells the audience who calls and for whom", async () => {
    const { now } = aClock();
    const token = await createCredentialSigner("router", { secret, now })("orders", viewer);
    expect(await createCredentialVerifier("orders", { secret, now })(token)).toEqual({ caller: "router", viewer });
  });

  it("is good for one audience only", async () => {
    const { now } = aClock();
    const token = await createCredentialSigner("router", { secret, now })("orders", viewer);
    await expect(createCredentialVerifier("payments", { secret, now })(token)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });

  it("expires, also where it has been verified before", async () => {
    const { now, pass } = aClock();
    const verify = createCredentialVerifier("orders", { secret, now });
    const token = await createCredentialSigner("router", { secret, now })("orders", viewer);
    await verify(token);
    pass(120 + 61);
    await expect(verify(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("is made anew for another viewer, and before the old one can expire in flight", async () => {
    const { now, pass } = aClock();
    const sign = createCredentialSigner("router", { secret, now });
    const first = await sign("orders", viewer);
    expect(await sign("orders", viewer)).toBe(first);
    expect(await sign("orders", GUEST)).not.toBe(first);
    pass(61);
    expect(await sign("orders", viewer)).not.toBe(first);
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ["none at all", async () => undefined],
    ["nonsense", async () => "nonsense"],
    [
      "another secret",
      () => createCredentialSigner("router", { secret: new Uint8Array(32), now: () => start })("orders", viewer),
    ],
    [
      "alg none",
      async () =>
        `${btoa('{"alg":"none","typ":"plexus-identity+jwt"}')}.${btoa(JSON.stringify({ viewer }))}.`.replaceAll(
          "=",
          "",
        ),
    ],
    [
      "an access token of the same secret",
      () =>
        new SignJWT({ viewer })
          .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
          .setIssuer("plexus:router")
          .setAudience("plexus:orders")
          .setIssuedAt(start)
          .setExpirationTime("2m")
          .sign(secret),
    ],
    [
      "no expiry",
      () =>
        new SignJWT({ viewer })
          .setProtectedHeader({ alg: "HS256", typ: "plexus-identity+jwt" })
          .setIssuer("plexus:router")
          .setAudience("plexus:orders")
          .setIssuedAt(start)
          .sign(secret),
    ],
  ])("is refused when it is %s", async (_, make) => {
    const verify = createCredentialVerifier("orders", { secret, now: () => start });
    await expect(verify(await make())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
