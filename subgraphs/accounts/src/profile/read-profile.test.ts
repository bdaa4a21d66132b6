import { expect, it } from "vitest";
import { readPhone, readProfile } from "./read-profile.ts";

it.each([
  ["+4915112345678", "+4915112345678"],
  ["+49 (151) 1234-5678", "+4915112345678"],
  ["+1\u00a0212\u2013555\u20110100", "+12125550100"],
])("reads the number %j as %s", (text, phone) => expect(readPhone(text)).toBe(phone));

it.each([
  "",
  "+",
  "015112345678",
  "004915112345678",
  "+0123456789",
  "+123456",
  "+1234567890123456",
  "+49151abc5678",
  "+4915112345678\u0000",
  "+49151\r\nBcc: x@example.test",
  "+49151\n12345678",
  "+٤٩١٥١١٢٣٤٥٦٧",
  `+${" ".repeat(10_000)}4915112345678`,
])("refuses %j as a number", (text) => expect(readPhone(text)).toBeNull());

it("leaves out what is absent, and takes phone and picture away for null", () => {
  expect(readProfile({})).toEqual({ change: {}, problems: [] });
  expect(readProfile({ phone: null, avatarFileId: null })).toEqual({
    change: { phone: null, avatarFileId: null },
    problems: [],
  });
  expect(readProfile({ fullName: "  Mia Berg " })).toEqual({ change: { fullName: "Mia Berg" }, problems: [] });
});

it("names everything that is wrong at once", () => {
  expect(readProfile({ fullName: null, phone: "none", avatarFileId: "prod_1" }).problems).toEqual([
    { code: "INVALID_FULL_NAME", field: ["fullName"] },
    { code: "INVALID_PHONE", field: ["phone"] },
    { code: "FILE_NOT_FOUND", field: ["avatarFileId"] },
  ]);
});

it.each(["", " ", "Mia\u0000", "Mia\r\nBcc: x@example.test", "Mia\u202e", "p\u0430ypal", "\ud83d", "x".repeat(10_000)])(
  "refuses %j as a name",
  (fullName) =>
    expect(readProfile({ fullName }).problems).toEqual([{ code: "INVALID_FULL_NAME", field: ["fullName"] }]),
);
