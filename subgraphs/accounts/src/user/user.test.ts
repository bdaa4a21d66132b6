import { expect, it } from "vitest";
import { isEmailAddress, normalizeEmail, readFullName, toDisplayName } from "./user.ts";

it("compares addresses without regard to case and space around them", () => {
  expect(normalizeEmail("  Mia.Berg@Example.TEST ")).toBe("mia.berg@example.test");
});

it.each([
  "a@b.co",
  "mia.berg+shop@example.test",
  "o'hara@example.co.uk",
  "x@a-b.example",
  `${"l".repeat(64)}@example.test`,
])("takes the address %s", (email) => expect(isEmailAddress(email)).toBe(true));

it.each([
  "",
  "mia",
  "@example.test",
  "mia@",
  "mia@localhost",
  "mia@@example.test",
  "mia@example..test",
  "mia@.example.test",
  "mia@-example.test",
  "mia@example-.test",
  ".mia@example.test",
  "mia.@example.test",
  "mi..a@example.test",
  "mia berg@example.test",
  "mia@example.test, other@example.test",
  "mia@example.test\nBcc: other@example.test",
  '"mia"@example.test',
  "<mia@example.test>",
  "mia@[127.0.0.1]",
  "mïa@example.test",
  "mia\u0000@example.test",
  `${"l".repeat(65)}@example.test`,
  `mia@${"a.".repeat(124)}test`,
])("refuses the address %j", (email) => expect(isEmailAddress(email)).toBe(false));

it("takes names of 1 to 100 characters in any script", () => {
  expect(readFullName("  Mia Berg ")).toBe("Mia Berg");
  expect(readFullName("李")).toBe("李");
  expect(readFullName("🦊".repeat(100))).toBe("🦊".repeat(100));
  expect(readFullName("🦊".repeat(101))).toBeNull();
  expect(readFullName("   ")).toBeNull();
});

it.each(["Mia\u0000Berg", "Mia\nBerg", "Mia\u202egreB", "Mia\u2028Berg", "Mia\ud83d"])(
  "refuses the name %j, whose characters no name has",
  (name) => expect(readFullName(name)).toBeNull(),
);

it("shows others the first name and an initial, never an address", () => {
  expect(toDisplayName("Mia Berg")).toBe("Mia B.");
  expect(toDisplayName("Mia van der Berg")).toBe("Mia B.");
  expect(toDisplayName("Cher")).toBe("Cher");
  expect(toDisplayName("Mia 🦊fox")).toBe("Mia 🦊.");
  expect(toDisplayName("mia@example.test")).toBe("mia");
  expect(toDisplayName("@example.test")).toBe("Customer");
  expect(toDisplayName("Mia @example.test")).toBe("Mia");
});
