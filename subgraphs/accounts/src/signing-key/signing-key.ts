import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import { minutes, seconds } from "#platform/time/duration.ts";

/** A key pair as it is stored: when it signs, and what everybody may know of it. */
export interface StoredSigningKey {
  kid: string;
  publicJwk: Record<string, string>;
  /** The private JWK, encrypted with a key made from ACCOUNTS_SECRET. */
  privateJwkSealed: string;
  createdAt: Date;
  activeFrom: Date;
  /** Since or from when it signs no more; null when nobody has decided on that. */
  retiredAt: Date | null;
}

/** How long a process goes on with what it knows of the keys before it looks again. */
export const SCHEDULE_CACHE_MS = seconds(5);

/**
 * A retired key stays public until the last token that it signed has expired: after a token's life, the leeway of those who check
 * it, the time in which an issuer may not have heard, and a difference of clocks.
 */
export const PUBLISHED_AFTER_RETIREMENT_MS = ACCESS_TOKEN.lifetimeMs + minutes(3);

/**
 * From when a key is public to when it signs, at least. By then every issuer has looked at the keys (`SCHEDULE_CACHE_MS`), and a
 * router that meets a token of it has either seen it already or may ask for it (3 seconds after it last asked).
 */
export const MIN_GRACE_MS = seconds(10);
/** By default long enough for every router to have read the keys anew by itself, and for others who keep them for a while. */
export const DEFAULT_GRACE_MS = minutes(6);

type Schedule = Pick<StoredSigningKey, "kid" | "activeFrom" | "retiredAt">;

/** The key that signs at `at`: of those that have begun and are not retired the one that began last. */
export const signingKeyAt = <Key extends Schedule>(keys: readonly Key[], at: Date): Key | null =>
  keys
    .filter(({ activeFrom, retiredAt }) => activeFrom <= at && (retiredAt === null || retiredAt > at))
    .reduce<Key | null>((latest, key) => (latest === null || isLater(key, latest) ? key : latest), null);

const isLater = (key: Schedule, other: Schedule): boolean =>
  key.activeFrom.getTime() === other.activeFrom.getTime() ? key.kid < other.kid : key.activeFrom > other.activeFrom;
