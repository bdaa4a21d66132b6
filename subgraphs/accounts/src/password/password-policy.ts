import { COMMON_PASSWORDS } from "./common-passwords.ts";

export const PASSWORD_MIN_CHARACTERS = 8;
export const PASSWORD_MAX_CHARACTERS = 128;

export type PasswordProblem = "PASSWORD_TOO_SHORT" | "PASSWORD_TOO_LONG" | "PASSWORD_TOO_COMMON" | "INVALID_PASSWORD";

/**
 * What is wrong with `password` as a new one for the account of `email`; empty when it is good. Length counts
 * characters (Unicode code points), not bytes. There are no rules of composition: length and not being guessable is
 * what helps.
 * @see NIST SP 800-63B section 5.1.1.2.
 */
export function findPasswordProblems(password: string, email: string): PasswordProblem[] {
  const characters = [...password].length;
  const lowerCase = password.toLowerCase();
  return [
    ...(characters < PASSWORD_MIN_CHARACTERS ? (["PASSWORD_TOO_SHORT"] as const) : []),
    ...(characters > PASSWORD_MAX_CHARACTERS ? (["PASSWORD_TOO_LONG"] as const) : []),
    ...(COMMON_PASSWORDS.has(lowerCase) || lowerCase === email.toLowerCase() ? (["PASSWORD_TOO_COMMON"] as const) : []),
    // A half of a surrogate pair becomes U+FFFD in UTF-8: different passwords would become the same one.
    ...(password.isWellFormed() ? [] : (["INVALID_PASSWORD"] as const)),
  ];
}
