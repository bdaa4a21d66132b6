import { createHash, randomBytes } from "node:crypto";

/** A random secret for a person or client, and what of it is stored. */
export interface SecretToken {
  /** 256 random bits as 43 URL-safe characters. Handed out once, never stored, never logged. */
  readonly secret: string;
  readonly hash: string;
}

export function newSecretToken(): SecretToken {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 in hex. Enough for secrets of 256 random bits; passwords need a slow hash instead. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
