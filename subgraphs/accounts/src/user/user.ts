import type { StaffRole } from "#platform/identity/scope.ts";
import type { FileId, UserId } from "#platform/ids/id.ts";

/** A person with an account. The password's hash is not part of it: only sign-in reads that. */
export interface User {
  readonly id: UserId;
  /** In lower case; null for the erased, and for people of another issuer whose address nobody has verified. */
  readonly email: string | null;
  readonly fullName: string;
  /** As dialled from abroad, e.g. +4915112345678. */
  readonly phone: string | null;
  readonly avatarFileId: FileId | null;
  readonly roles: readonly StaffRole[];
  /** Counts the changes of the profile. */
  readonly version: number;
  readonly emailVerifiedAt: Date | null;
  readonly createdAt: Date;
  /** Since when nobody signs in as this person. */
  readonly suspendedAt: Date | null;
  /** Since when there is nothing of the person left but the id. */
  readonly erasedAt: Date | null;
}

/** How far someone has come, or been sent back: what staff looks for. The erased are none of these. */
export type UserStatus = "ACTIVE" | "SUSPENDED" | "UNVERIFIED";

/** Someone who has just been made known, with nothing on them yet. */
export const newUser = (known: Pick<User, "id" | "email" | "fullName" | "emailVerifiedAt" | "createdAt">): User => ({
  ...known,
  phone: null,
  avatarFileId: null,
  roles: [],
  version: 1,
  suspendedAt: null,
  erasedAt: null,
});

export const FULL_NAME_MAX_CHARACTERS = 100;
const EMAIL_MAX_CHARACTERS = 254;

/** The form in which an address is stored and compared. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

/**
 * Whether `email`, already normalised, can be an address we write to: the unquoted form, in ASCII, with a domain of
 * at least two labels. Stricter than RFC 5321 on purpose: what is left out nobody has, or mail servers refuse.
 * @see RFC 5321 section 4.5.3.1 for the lengths.
 */
export function isEmailAddress(email: string): boolean {
  const [, local, domain] = /^([^@]+)@([^@]+)$/.exec(email) ?? [];
  if (local === undefined || domain === undefined) return false;
  if (email.length > EMAIL_MAX_CHARACTERS || local.length > 64) return false;
  const labels = domain.split(".");
  return (
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  );
}

/** Control characters, line ends, and the marks that reverse the writing direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * `text` without space at its ends, or null when it is no name: empty, too long, or with characters that no name has.
 */
export function readFullName(text: string): string | null {
  const name = text.trim();
  const length = [...name].length;
  const isName = length >= 1 && length <= FULL_NAME_MAX_CHARACTERS && name.isWellFormed() && !UNPRINTABLE.test(name);
  return isName ? name : null;
}

/**
 * What everybody may see of a name: the first word and the initial of the last, e.g. "Mia B." for "Mia Berg". People
 * type their address in for a name, so nothing from an @ on is shown.
 */
export function toDisplayName(fullName: string): string {
  const words = fullName.split(/\s+/).filter((word) => word !== "");
  const first = words[0]?.split("@")[0] || "Customer";
  const initial = words.length > 1 ? [...words.at(-1)!][0] : undefined;
  return initial === undefined || initial === "@" ? first : `${first} ${initial}.`;
}
