import { expect, it } from "vitest";
import { loadRouterConfig } from "../config.ts";

const read = (env: Record<string, string>) => loadRouterConfig(env).oidc;
const ISSUER = { OIDC_ISSUER: "https://shop.eu.auth0.com/", OIDC_AUDIENCE: "https://api.shop.test" };

it("takes no other issuer unless told", () => {
  expect(read({})).toBeNull();
});

it("finds the keys at the issuer, or where it is told", () => {
  expect(read(ISSUER)).toEqual({
    issuer: "https://shop.eu.auth0.com/",
    audience: "https://api.shop.test",
    jwksUrl: "https://shop.eu.auth0.com/.well-known/jwks.json",
    algorithms: ["RS256", "ES256", "EdDSA"],
    claims: { email: "email", emailVerified: "email_verified", name: "name" },
  });
  const jwksUrl = "https://id.shop.test/keys";
  expect(read({ ...ISSUER, OIDC_JWKS_URL: jwksUrl, OIDC_ALGORITHMS: "PS256, EdDSA" })).toMatchObject({
    jwksUrl,
    algorithms: ["PS256", "EdDSA"],
  });
});

it.each<[Record<string, string>, string]>([
  [{ OIDC_ISSUER: "https://id.test" }, "OIDC_AUDIENCE"],
  [{ OIDC_AUDIENCE: "x" }, "OIDC_ISSUER"],
  [{ OIDC_ISSUER: "accounts.id.test", OIDC_AUDIENCE: "x" }, "OIDC_JWKS_URL"],
  [{ ...ISSUER, OIDC_JWKS_URL: "file:///etc/passwd" }, "OIDC_JWKS_URL"],
  [{ ...ISSUER, OIDC_ALGORITHMS: "RS256,HS256" }, "OIDC_ALGORITHMS"],
  [{ ...ISSUER, OIDC_ALGORITHMS: "none" }, "OIDC_ALGORITHMS"],
  [{ ...ISSUER, OIDC_ALGORITHMS: "," }, "OIDC_ALGORITHMS"],
])("refuses %j, naming %s", (env, variable) => {
  expect(() => read(env)).toThrow(
    expect.objectContaining({ name: "BadEnvironment", message: expect.stringContaining(variable) as string }),
  );
});
