import { createRequire } from "node:module";
import type * as LanguageCommon from "@zxcvbn-ts/language-common";

/** What the dictionary leaves to rules that we do not have: runs and repetitions as people type them, and a few that it lacks. */
// prettier-ignore
const ALSO_COMMON = [
  "0123456789", "987654321", "9876543210", "87654321", "12341234", "123123123", "00000000", "000000000", "0000000000",
  "111111111", "1111111111", "22222222", "55555555", "66666666", "77777777", "88888888", "99999999", "aaaaaaaa", "abcdefgh",
  "aa12345678", "qwertz123", "qwertzuiop", "p@ssword", "contraseña", "admin1234", "changeme123", "guest1234",
];

/**
 * What guessing starts with, in lower case: 49,000 passwords that people had most often, and a few of ours.
 *
 * Read when a password is first chosen in a process: it takes 4 MB and tens of milliseconds, and most processes never need it.
 * @see NIST SP 800-63B section 5.1.1.2: compare new passwords with the commonly used ones.
 */
export function readCommonPasswords(): ReadonlySet<string> {
  return (common ??= new Set([...readDictionary(), ...ALSO_COMMON]));
}

let common: ReadonlySet<string> | undefined;

function readDictionary(): readonly string[] {
  const { dictionary } = createRequire(import.meta.url)("@zxcvbn-ts/language-common") as typeof LanguageCommon;
  return dictionary["passwords-common"];
}
