import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import type { Now } from "#platform/time/clock.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes, seconds } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { createSealer } from "./sealer.ts";
import type { SigningKeyRepository, StoredSigningKey } from "./signing-key.repository.ts";

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
}

/** How long a process goes on with the key it has before it looks for a newer one. */
const CACHE_MS = seconds(60);
/** A retired key stays public until the last token that it signed has expired, leeway included. */
const PUBLISHED_AFTER_RETIREMENT_MS = ACCESS_TOKEN.lifetimeMs + minutes(2);

export type SigningKeyRing = ReturnType<typeof createSigningKeyRing>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "signingKeys">;
  /** Private keys are encrypted with a key made from this. */
  secret: string;
  now: Now;
}

/**
 * The keys of access tokens. The first is made when one is first needed; processes that need it at the same time get
 * the same one. A key that the secret cannot open (it was sealed with a former one) signs nothing any more, another
 * is made, and the tokens that it signed stay good.
 */
export function createSigningKeyRing({ db, secret, now }: Deps) {
  const sealer = createSealer(secret, "plexus.accounts.signing-key");
  let cached: { key: Promise<SigningKey>; until: number } | null = null;

  const firstOpened = async (stored: readonly StoredSigningKey[]): Promise<SigningKey | null> => {
    for (const { kid, privateJwkSealed } of stored) {
      const text = sealer.open(privateJwkSealed, kid);
      if (text !== null) return { kid, privateKey: await importPrivateKey(JSON.parse(text) as JWK) };
    }
    return null;
  };

  const findOrMake = async (): Promise<SigningKey> =>
    (await firstOpened(await db.signingKeys.findActive(now()))) ??
    (await db.transaction(async ({ signingKeys }) => {
      await signingKeys.lockForCreation();
      return (await firstOpened(await signingKeys.findActive(now()))) ?? makeKey(signingKeys);
    }));

  const makeKey = async (signingKeys: Pick<SigningKeyRepository, "insert">): Promise<SigningKey> => {
    const pair = await generateKeyPair(ACCESS_TOKEN.algorithm, { crv: "Ed25519", extractable: true });
    const [publicPart, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
    const kid = await calculateJwkThumbprint(publicPart);
    const { kty, crv, x } = publicPart as { kty: string; crv: string; x: string };
    const publicJwk = { kty, crv, x, kid, alg: ACCESS_TOKEN.algorithm, use: "sig" };
    const privateJwkSealed = sealer.seal(JSON.stringify(privateJwk), kid);
    await signingKeys.insert({ kid, publicJwk, privateJwkSealed, createdAt: now(), activeFrom: now() });
    return { kid, privateKey: await importPrivateKey(privateJwk) };
  };

  /** The key that signs now. */
  const current = (): Promise<SigningKey> => {
    if (cached && cached.until > now().getTime()) return cached.key;
    const key = findOrMake();
    cached = { key, until: now().getTime() + CACHE_MS };
    key.catch(() => (cached = null));
    return key;
  };

  return {
    current,
    /** The public JWKs of all keys whose tokens may be alive, and of those that will sign next. Never an empty list. */
    async publicJwks(): Promise<Record<string, string>[]> {
      await current();
      const published = await db.signingKeys.findPublished(plusMs(now(), -PUBLISHED_AFTER_RETIREMENT_MS));
      return published.map(({ publicJwk }) => publicJwk);
    },
  };
}

/** Not extractable: nothing in this process can read the private part back out. */
const importPrivateKey = async (jwk: JWK): Promise<CryptoKey> =>
  (await importJWK(jwk, ACCESS_TOKEN.algorithm, { extractable: false })) as CryptoKey;
