import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  seal(text: string, context: string): string;
  /** The sealed text, or null when it was sealed with another secret, for another `context`, or was changed. */
  open(sealed: string, context: string): string | null;
}

/**
 * Encrypts what must not be readable in the database: AES-256-GCM, a fresh 96-bit nonce for each, the key derived from
 * `secret` for this `purpose` alone. `context` (the row's id) is bound in, so that sealed values cannot be swapped.
 * @see NIST SP 800-38D; RFC 5869 for the key derivation.
 */
export function createSealer(secret: string, purpose: string): Sealer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
    },
    open(sealed, context) {
      const [version, encoded] = sealed.split(".");
      if (version !== VERSION || encoded === undefined) return null;
      const bytes = Buffer.from(encoded, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
          "utf8",
        );
      } catch {
        return null;
      }
    },
  };
}
