import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import { createSealer, type Sealer } from "./sealer.ts";
import type { StoredSigningKey } from "./signing-key.ts";

/** What encrypts private keys at rest, from ACCOUNTS_SECRET. */
export const createSigningKeySealer = (secret: string): Sealer => createSealer(secret, "plexus.accounts.signing-key");

/** A fresh Ed25519 key that signs from `activeFrom` on. Its name is its thumbprint (RFC 7638). */
export async function newSigningKey(
  sealer: Sealer,
  { createdAt, activeFrom }: { createdAt: Date; activeFrom: Date },
): Promise<StoredSigningKey> {
  const pair = await generateKeyPair(ACCESS_TOKEN.algorithm, { crv: "Ed25519", extractable: true });
  const [publicPart, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  const kid = await calculateJwkThumbprint(publicPart);
  const { kty, crv, x } = publicPart as { kty: string; crv: string; x: string };
  const publicJwk = { kty, crv, x, kid, alg: ACCESS_TOKEN.algorithm, use: "sig" };
  const privateJwkSealed = sealer.seal(JSON.stringify(privateJwk), kid);
  return { kid, publicJwk, privateJwkSealed, createdAt, activeFrom, retiredAt: null };
}
