import { expect, it } from "vitest";
import { readCommonPasswords } from "./common-passwords.ts";
import { findPasswordProblems } from "./password-policy.ts";

const MIA = { email: "mia.berg@example.test", fullName: "Mia Bergström" };
const problems = (password: string, person = MIA) => findPasswordProblems(password, person);

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

it("counts a composed and a decomposed letter alike", () => {
  expect(problems("cafe\u0301cafe\u0301")).toEqual([]);
  expect(problems("e\u0301".repeat(7))).toEqual(["PASSWORD_TOO_SHORT"]);
  expect(problems("e\u0301".repeat(128))).toEqual([]);
});

it("refuses what guessing starts with, in any case and with digits and signs behind it", () => {
  for (const password of [
    "password123",
    "PassWord123",
    "87654321",
    "Password2024!",
    "Monkey99!",
    "dragon_123",
    "abc123!!!",
    "Trustno1.",
    "qwertyuiop",
  ]) {
    expect([password, problems(password)]).toEqual([password, ["PASSWORD_TOO_COMMON"]]);
  }
  for (const password of ["correct horse battery staple", "monkey business", "9monkeys-in-a-row", "blue48213907"]) {
    expect([password, problems(password)]).toEqual([password, []]);
  }
});

it("refuses the account's own address and name, alone or as most of the password", () => {
  for (const password of [
    "Mia.Berg@Example.test",
    "mia.berg1",
    "bergmia2024",
    "MiaBergström",
    "mia-bergstrom-1",
    "m i a b e r g!",
    "bergbergberg",
  ]) {
    expect([password, problems(password)]).toEqual([password, ["PASSWORD_TOO_COMMON"]]);
  }
  for (const password of ["mia likes old ships", "iceberg-and-lettuce", "example.test-run"]) {
    expect([password, problems(password)]).toEqual([password, []]);
  }
  expect(problems("al-is-not-in-it", { email: "al@example.test", fullName: "Al Li" })).toEqual([]);
  expect(findPasswordProblems("!!!!!!!!!!", { email: null, fullName: "" })).toEqual([]);
});

it("refuses text that UTF-8 cannot carry, and NUL", () => {
  expect(problems("\ud83dpassphrase")).toEqual(["INVALID_PASSWORD"]);
  expect(problems("pass\u0000phrase")).toEqual(["INVALID_PASSWORD"]);
});

it("names all problems at once", () => {
  expect(problems("\ud83d")).toEqual(["PASSWORD_TOO_SHORT", "INVALID_PASSWORD"]);
});

it("knows tens of thousands of common passwords, all in the form that they are looked up in", () => {
  const common = [...readCommonPasswords()];

  expect(common.length).toBeGreaterThan(49_000);
  expect(common.filter((password) => password !== password.normalize("NFC").toLowerCase())).toEqual([]);
});
