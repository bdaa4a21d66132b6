import { expect, it } from "vitest";
import { readRegistration } from "./read-registration.ts";

it("normalises a good registration and leaves the password as it is", () => {
  const input = { email: " Mia@Example.TEST ", password: " correct horse ", fullName: " Mia Berg " };

  expect(readRegistration(input)).toEqual({
    kind: "good",
    registration: { email: "mia@example.test", password: " correct horse ", fullName: "Mia Berg" },
  });
});

it("names everything that is wrong at once, each with its path", () => {
  expect(readRegistration({ email: "mia", password: "1234567", fullName: " " })).toEqual({
    kind: "bad",
    problems: [
      { code: "INVALID_EMAIL", field: ["email"] },
      { code: "PASSWORD_TOO_SHORT", field: ["password"] },
      { code: "INVALID_FULL_NAME", field: ["fullName"] },
    ],
  });
});

it("refuses the address itself as a password", () => {
  expect(readRegistration({ email: "mia@example.test", password: "Mia@example.test", fullName: "Mia" })).toEqual({
    kind: "bad",
    problems: [{ code: "PASSWORD_TOO_COMMON", field: ["password"] }],
  });
});
