import { expect, it } from "vitest";
import { API_KEY_PREFIX, apiKeyHint, hashApiKeySecret, isApiKeySecret, newApiKeySecret } from "./api-key-secret.ts";

it("makes secrets that are recognised, all different, of 256 bits and a checksum", () => {
  const secrets = Array.from({ length: 200 }, newApiKeySecret);
  expect(new Set(secrets).size).toBe(200);
  for (const secret of secrets) {
    expect(secret).toMatch(/^plxk_[0-9A-Za-z]{49}$/);
    expect(isApiKeySecret(secret)).toBe(true);
  }
});

it("recognises every typo of one character, and whatever else is none", () => {
  const secret = newApiKeySecret();
  for (let place = API_KEY_PREFIX.length; place < secret.length; place++) {
    const typo = secret.slice(0, place) + (secret[place] === "a" ? "b" : "a") + secret.slice(place + 1);
    expect(isApiKeySecret(typo)).toBe(false);
  }
  for (const other of ["", API_KEY_PREFIX, `${secret}a`, secret.slice(0, -1), secret.toUpperCase(), ` ${secret}`]) {
    expect(isApiKeySecret(other)).toBe(false);
  }
});

it("keeps its form: secrets that were handed out stay good", () => {
  const secret = "plxk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg2o8yBi";
  expect([isApiKeySecret(secret), apiKeyHint(secret)]).toEqual([true, "8yBi"]);
  expect(hashApiKeySecret(secret)).toBe("9cf4b0bf04405f9724afea30a314ab21032be4d8e2e4901aa26f6b60a8ddfd1e");
});
