import { readCommonPasswords } from "./common-passwords.ts";

export const PASSWORD_MIN_CHARACTERS = 8;
export const PASSWORD_MAX_CHARACTERS = 128;

/** What anyone may know of a person, and tries first. */
export interface KnownOfPerson {
  readonly email: string | null;
  readonly fullName: string;
}

/** For a password whose person is not known. */
export const NOBODY: KnownOfPerson = { email: null, fullName: "" };

export type PasswordProblem = "PASSWORD_TOO_SHORT" | "PASSWORD_TOO_LONG" | "PASSWORD_TOO_COMMON" | "INVALID_PASSWORD";

/**
 * What is wrong with `password` as a new one for the account of `person`; empty when it is good. Length counts characters
 * (Unicode code points, composed), not bytes. There are no rules of composition: length and not being guessable is what
 * helps.
 * @see NIST SP 800-63B section 5.1.1.2.
 */
export function findPasswordProblems(password: string, person: KnownOfPerson): PasswordProblem[] {
  const composed = password.normalize("NFC");
  const characters = [...composed].length;
  const isShort = characters < PASSWORD_MIN_CHARACTERS;
  const isGuessed = !isShort && (isCommon(composed.toLowerCase()) || isPersonal(composed, person));
  return [
    ...(isShort ? (["PASSWORD_TOO_SHORT"] as const) : []),
    ...(characters > PASSWORD_MAX_CHARACTERS ? (["PASSWORD_TOO_LONG"] as const) : []),
    ...(isGuessed ? (["PASSWORD_TOO_COMMON"] as const) : []),
    // A half of a surrogate pair becomes U+FFFD in UTF-8: different passwords would become the same one. Many programs end at NUL.
    ...(password.isWellFormed() && !password.includes("\0") ? [] : (["INVALID_PASSWORD"] as const)),
  ];
}

const SHORTEST_WORD = 4;

/** A common password, also with digits and signs behind it that are no longer than itself, such as Monkey2024!. */
function isCommon(lowerCase: string): boolean {
  if (lowerCase.length > PASSWORD_MAX_CHARACTERS * 2) return false;
  const common = readCommonPasswords();
  const undecorated = lowerCase.search(/[^\p{L}]*$/u);
  const shortest = Math.max(undecorated, Math.ceil(lowerCase.length / 2), SHORTEST_WORD);
  for (let length = lowerCase.length; length >= shortest; length--) {
    if (common.has(lowerCase.slice(0, length))) return true;
  }
  return false;
}

const SHORTEST_NAME = 3;

/** Mostly made of the person's name and address, whatever stands between and around. */
function isPersonal(password: string, { email, fullName }: KnownOfPerson): boolean {
  const [local = ""] = (email ?? "").split("@");
  const names = [
    email ?? "",
    local,
    ...local.split(/[^\p{L}\p{N}]+/u),
    fullName,
    ...fullName.split(/[^\p{L}\p{M}\p{N}]+/u),
  ]
    .map(plain)
    .filter((name) => name.length >= SHORTEST_NAME)
    .sort((left, right) => right.length - left.length);
  const all = plain(password);
  const rest = names.reduce((text, name) => text.replaceAll(name, " "), all).replaceAll(" ", "");
  return rest.length * 2 < all.length;
}

/** Letters and digits alone, without case and accents. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
