import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/** What every secret of an API key begins with: secret scanners and people recognise it. */
export const API_KEY_PREFIX = "plxk_";

/** No punctuation, so that a double click selects the whole secret. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 43 characters out of 62 are 256.03 bits. */
const RANDOM_CHARACTERS = 43;
/** Enough of them for the 32 bits of a CRC. */
const CHECKSUM_CHARACTERS = 6;
const HINT_CHARACTERS = 4;

const FORM = new RegExp(`^${API_KEY_PREFIX}([0-9A-Za-z]{${RANDOM_CHARACTERS}})([0-9A-Za-z]{${CHECKSUM_CHARACTERS}})$`);

/** A new secret, from the system's random source. Handed out once, never stored, never logged. */
export function newApiKeySecret(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return API_KEY_PREFIX + random + checksumOf(random);
}

/**
 * Whether `text` has the form of a secret and its checksum fits. The checksum is no secret: it tells a typo, or a look-alike in
 * somebody's source code, from a real one without asking anybody.
 */
export function isApiKeySecret(text: string): boolean {
  const [, random, checksum] = FORM.exec(text) ?? [];
  return random !== undefined && checksumOf(random) === checksum;
}

/** SHA-256 in hex: all that is stored of a secret, and all that the router tells accounts. */
export const hashApiKeySecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** The end of a secret, by which people tell theirs apart. */
export const apiKeyHint = (secret: string): string => secret.slice(-HINT_CHARACTERS);

function checksumOf(random: string): string {
  let rest = crc32(API_KEY_PREFIX + random);
  let text = "";
  for (let place = 0; place < CHECKSUM_CHARACTERS; place++) {
    text = ALPHABET[rest % ALPHABET.length] + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}
