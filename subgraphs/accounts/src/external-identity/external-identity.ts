import { createHash } from "node:crypto";
import { readLine } from "#platform/text/read-line.ts";
import { FULL_NAME_MAX_CHARACTERS, isEmailAddress, normalizeEmail } from "../user/user.ts";

/** What a token of another issuer says, once the router has found it good. */
export interface ExternalClaims {
  issuer: string;
  /** Who the person is for the issuer. Only together with the issuer does it name anybody. */
  subject: string;
  /** Which of the issuer's sessions the token is of; null where the issuer does not tell, and all are one. */
  sessionHint: string | null;
  issuedAt: Date;
  email: string | null;
  /** Whether the issuer has seen that the address is the person's. Nothing is concluded from one that is not. */
  emailVerified: boolean;
  name: string | null;
}

/** What somebody is called whose issuer tells no name that can be one. */
const NEUTRAL_NAME = "Customer";

/** The address that the issuer vouches for; null when there is none. */
export function vouchedEmail({ email, emailVerified }: ExternalClaims): string | null {
  const normalized = emailVerified && email !== null ? normalizeEmail(email) : null;
  return normalized !== null && isEmailAddress(normalized) ? normalized : null;
}

export function nameOf({ name }: ExternalClaims): string {
  const read = readLine(name ?? "", { max: FULL_NAME_MAX_CHARACTERS });
  return read.kind === "good" ? read.text : NEUTRAL_NAME;
}

/** Names a session of the issuer's in ours. Hashed: nobody has to read a subject there, and its length is bounded. */
export const externalKeyOf = ({ issuer, subject, sessionHint }: ExternalClaims): string =>
  createHash("sha256")
    .update(JSON.stringify([issuer, subject, sessionHint]))
    .digest("hex");
