import { expect, it } from "vitest";
import type { PostalAddress } from "./address.ts";
import { readAddress } from "./read-address.ts";

const BERLIN: PostalAddress = {
  fullName: "Mia Berg",
  line1: "Torstraße 1",
  line2: null,
  city: "Berlin",
  region: null,
  postalCode: "10119",
  countryCode: "DE",
  phone: "+49 30 1234567",
};

it("reads a new address, trimmed, with nothing for what is left out", () => {
  const input = {
    fullName: " Mia Berg ",
    line1: "Torstraße 1",
    city: "Berlin",
    postalCode: "10119",
    countryCode: "de",
  };
  expect(readAddress(input, null)).toEqual({ kind: "good", address: { ...BERLIN, phone: null } });
});

it("lays a change over what is there: absent stays, null and blank take away", () => {
  expect(readAddress({ city: "Hamburg" }, BERLIN)).toEqual({ kind: "good", address: { ...BERLIN, city: "Hamburg" } });
  expect(readAddress({ phone: null, line2: " " }, BERLIN)).toEqual({
    kind: "good",
    address: { ...BERLIN, phone: null },
  });
});

it("names everything that is wrong at once, each with its path", () => {
  const input = {
    fullName: "p\u0430ypal",
    line1: "",
    line2: "x\u0000",
    city: "x".repeat(10_000),
    postalCode: "12345\r\nX",
    countryCode: "XX",
    phone: "call me",
  };
  expect(readAddress(input, null)).toEqual({
    kind: "bad",
    problems: [
      { code: "INVALID", field: ["fullName"] },
      { code: "REQUIRED", field: ["line1"] },
      { code: "INVALID", field: ["line2"] },
      { code: "TOO_LONG", field: ["city"] },
      { code: "INVALID", field: ["postalCode"] },
      { code: "INVALID", field: ["countryCode"] },
      { code: "INVALID", field: ["phone"] },
    ],
  });
});

it("asks for a postal code where the country has them, also when the country changes", () => {
  const dublin = { ...BERLIN, countryCode: "IE", postalCode: null };
  expect(readAddress({}, dublin)).toMatchObject({ kind: "good" });
  expect(readAddress({ countryCode: "DE" }, dublin)).toEqual({
    kind: "bad",
    problems: [{ code: "REQUIRED", field: ["postalCode"] }],
  });
});

it("takes required parts away from no address", () => {
  expect(readAddress({ fullName: null, line1: null, city: null, countryCode: null }, BERLIN)).toMatchObject({
    problems: [{ code: "REQUIRED" }, { code: "REQUIRED" }, { code: "REQUIRED" }, { code: "REQUIRED" }],
  });
});
