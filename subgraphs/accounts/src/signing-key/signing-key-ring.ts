import { type CryptoKey, importJWK, type JWK } from "jose";
import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import type { Now } from "#platform/time/clock.ts";
import { plusMs } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { createSigningKeySealer, newSigningKey } from "./new-signing-key.ts";
import {
  PUBLISHED_AFTER_RETIREMENT_MS,
  SCHEDULE_CACHE_MS,
  signingKeyAt,
  type StoredSigningKey,
} from "./signing-key.ts";

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
}

export type SigningKeyRing = ReturnType<typeof createSigningKeyRing>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "signingKeys">;
  /** Private keys are encrypted with a key made from this. */
  secret: string;
  now: Now;
}

interface OpenedKey extends SigningKey, Pick<StoredSigningKey, "activeFrom" | "retiredAt"> {}

/**
 * The keys of access tokens. A process remembers them for a few seconds together with when each begins and ends, so all
 * processes change from one to the next at the same instant, without being told. The first is made when one is first needed;
 * processes that need it at the same time get the same one. A key that the secret cannot open (it was sealed with a former one)
 * signs nothing any more, another is made, and the tokens that it signed stay good.
 */
export function createSigningKeyRing({ db, secret, now }: Deps) {
  const sealer = createSigningKeySealer(secret);
  let cached: { keys: Promise<OpenedKey[]>; until: number } | null = null;
  let making: Promise<SigningKey> | null = null;

  const open = async (key: StoredSigningKey): Promise<OpenedKey[]> => {
    const text = sealer.open(key.privateJwkSealed, key.kid);
    return text === null ? [] : [{ ...key, privateKey: await importPrivateKey(JSON.parse(text) as JWK) }];
  };
  const readUsable = async (signingKeys: AccountsDatabase["signingKeys"]): Promise<OpenedKey[]> =>
    (await Promise.all((await signingKeys.findUnretired(now())).map(open))).flat();

  const usable = (): Promise<OpenedKey[]> => {
    if (cached && cached.until > now().getTime()) return cached.keys;
    const keys = readUsable(db.signingKeys);
    cached = { keys, until: now().getTime() + SCHEDULE_CACHE_MS };
    keys.catch(() => (cached = null));
    return keys;
  };

  const findOrMake = async (): Promise<SigningKey> => {
    const key = await db.transaction(async ({ signingKeys }) => {
      await signingKeys.lockForChange();
      const found = signingKeyAt(await readUsable(signingKeys), now());
      if (found) return found;
      const made = await newSigningKey(sealer, { createdAt: now(), activeFrom: now() });
      await signingKeys.insert(made);
      return (await open(made))[0]!;
    });
    cached = null;
    return key;
  };

  /** The key that signs now. */
  const current = async (): Promise<SigningKey> => {
    const key = signingKeyAt(await usable(), now());
    return key ?? (making ??= findOrMake().finally(() => (making = null)));
  };

  return {
    current,
    /** The public JWKs of all keys whose tokens may be alive, and of those that will sign next. Never an empty list. */
    async publicJwks(): Promise<Record<string, string>[]> {
      await current();
      const published = await db.signingKeys.findUnretired(plusMs(now(), -PUBLISHED_AFTER_RETIREMENT_MS));
      return published.map(({ publicJwk }) => publicJwk);
    },
  };
}

/** Not extractable: nothing in this process can read the private part back out. */
const importPrivateKey = async (jwk: JWK): Promise<CryptoKey> =>
  (await importJWK(jwk, ACCESS_TOKEN.algorithm, { extractable: false })) as CryptoKey;
