/**
 * What guessing starts with, in lower case; only those long enough to pass the length rule.
 * @see NIST SP 800-63B section 5.1.1.2: compare new passwords with the commonly used ones.
 */
// prettier-ignore
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  "password", "password1", "password12", "password123", "password1234", "password!", "passw0rd", "p@ssword", "p@ssw0rd",
  "passwort", "passwort1", "contraseña", "motdepasse", "12345678", "123456789", "1234567890", "0123456789", "123123123",
  "12341234", "87654321", "987654321", "9876543210", "11111111", "111111111", "1111111111", "00000000", "000000000",
  "0000000000", "22222222", "55555555", "66666666", "77777777", "88888888", "99999999", "12344321", "11223344",
  "123454321", "123456789a", "a123456789", "a1234567", "1234567a", "12345678a", "qwertyui", "qwertyuiop", "qwerty12",
  "qwerty123", "qwerty1234", "qwerty12345", "qwertz123", "qwertzuiop", "azertyuiop", "asdfghjk", "asdfghjkl", "zxcvbnm1",
  "zxcvbnm123", "1q2w3e4r", "1q2w3e4r5t", "q1w2e3r4", "1qaz2wsx", "1qaz2wsx3edc", "qazwsxedc", "abcd1234", "abcdefgh",
  "abc12345", "abc123456", "aa123456", "aa12345678", "aaaaaaaa", "iloveyou", "iloveyou1", "sunshine", "princess",
  "princess1", "football", "football1", "baseball", "baseball1", "superman", "superman1", "trustno1", "welcome1",
  "welcome123", "letmein1", "letmein123", "starwars", "computer", "michelle", "jennifer", "jordan23", "whatever",
  "internet", "samsung1", "pokemon1", "charlie1", "dragon123", "monkey123", "shadow123", "master123", "admin123",
  "admin1234", "administrator", "changeme", "changeme1", "changeme123", "default1", "secret123", "test1234", "testtest",
  "testing123", "guest1234", "liverpool", "chelsea1", "blink182", "mustang1", "corvette", "maverick", "bullshit",
]);
