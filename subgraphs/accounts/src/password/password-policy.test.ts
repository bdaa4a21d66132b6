import { expect, it } from "vitest";
import { COMMON_PASSWORDS } from "./common-passwords.ts";
import { findPasswordProblems, PASSWORD_MIN_CHARACTERS } from "./password-policy.ts";

const problems = (password: string) => findPasswordProblems(password, "mia@example.test");

it("counts characters, not bytes or UTF-16 units", () => {
  expect(problems("ünïcödé")).toEqual(["PASSWORD_TOO_SHORT"]);
  expect(problems("ünïcödés")).toEqual([]);
  expect(problems("🔑".repeat(7))).toEqual(["PASSWORD_TOO_SHORT"]);
  expect(problems("🔑".repeat(8))).toEqual([]);
  expect(problems("🔑".repeat(128))).toEqual([]);
  expect(problems("🔑".repeat(129))).toEqual(["PASSWORD_TOO_LONG"]);
});

it("takes 8 to 128 characters of any kind, spaces included", () => {
  expect(problems("")).toEqual(["PASSWORD_TOO_SHORT"]);
  expect(problems("a b c d ")).toEqual([]);
  expect(problems("x".repeat(128))).toEqual([]);
  expect(problems("x".repeat(129))).toEqual(["PASSWORD_TOO_LONG"]);
});

it("refuses what guessing starts with, in any case, and the account's own address", () => {
  expect(problems("password123")).toEqual(["PASSWORD_TOO_COMMON"]);
  expect(problems("PassWord123")).toEqual(["PASSWORD_TOO_COMMON"]);
  expect(problems("Mia@Example.test")).toEqual(["PASSWORD_TOO_COMMON"]);
  expect(problems("correct horse battery staple")).toEqual([]);
});

it("refuses text that UTF-8 cannot carry", () => {
  expect(problems("\ud83dpassphrase")).toEqual(["INVALID_PASSWORD"]);
});

it("names all problems at once", () => {
  expect(problems("\ud83d")).toEqual(["PASSWORD_TOO_SHORT", "INVALID_PASSWORD"]);
});

it("lists no common password that the rules for length and case make unreachable", () => {
  const unreachable = [...COMMON_PASSWORDS].filter(
    (password) => [...password].length < PASSWORD_MIN_CHARACTERS || password !== password.toLowerCase(),
  );
  expect(unreachable).toEqual([]);
});
