import { describe, expect, it } from "vitest";
import { isCountryCode } from "#platform/country/country.ts";
import { type CheckoutInput, readCheckoutInput } from "./read-checkout-input.ts";

const VALID: CheckoutInput = {
  cartId: "cart_01h455vb4pex5vsknk084sn02q",
  idempotencyKey: "key-0001",
  email: "ada@example.test",
  shippingAddress: {
    fullName: "Ada Lovelace",
    line1: "Main Street 1",
    city: "Berlin",
    postalCode: "10115",
    countryCode: "DE",
  },
};

const withAddress = (part: CheckoutInput["shippingAddress"]): CheckoutInput => ({
  ...VALID,
  shippingAddress: { ...VALID.shippingAddress, ...part },
});

const problemsOf = (input: CheckoutInput) => {
  const read = readCheckoutInput(input);
  return read.kind === "valid" ? [] : read.problems.map(({ code, field }) => `${code} ${field.join(".")}`);
};

const requestOf = (input: CheckoutInput) => {
  const read = readCheckoutInput(input);
  if (read.kind === "invalid") throw new Error(JSON.stringify(read.problems));
  return read.request;
};

describe("readCheckoutInput", () => {
  it("trims what it takes and stores nothing for what is blank", () => {
    const request = requestOf({
      ...withAddress({ fullName: " Ada ", line2: "  ", countryCode: "de" }),
      email: " ada@example.test ",
    });
    expect(request).toMatchObject({
      email: "ada@example.test",
      shippingAddress: {
        fullName: "Ada",
        line1: "Main Street 1",
        line2: null,
        city: "Berlin",
        region: null,
        postalCode: "10115",
        countryCode: "DE",
        phone: null,
      },
    });
  });

  it("lists every violation at once, each with its path", () => {
    const input: CheckoutInput = {
      cartId: "../../etc/passwd",
      idempotencyKey: "short",
      email: "nobody",
      shippingAddress: {
        fullName: " ",
        line1: "x".repeat(201),
        line2: "a\u0000b",
        city: null,
        region: "x".repeat(101),
        postalCode: "x".repeat(17),
        countryCode: "XX",
        phone: "call me",
      },
    };
    expect(problemsOf(input).sort()).toEqual([
      "CART_NOT_FOUND cartId",
      "INVALID email",
      "INVALID idempotencyKey",
      "INVALID shippingAddress.countryCode",
      "INVALID shippingAddress.line2",
      "INVALID shippingAddress.phone",
      "REQUIRED shippingAddress.city",
      "REQUIRED shippingAddress.fullName",
      "TOO_LONG shippingAddress.line1",
      "TOO_LONG shippingAddress.postalCode",
      "TOO_LONG shippingAddress.region",
    ]);
  });

  it.each(["1234567", "x".repeat(65), "key 00001", "kéy-00001", "key-00001\n"])(
    "refuses the key %j",
    (idempotencyKey) => {
      expect(problemsOf({ ...VALID, idempotencyKey })).toEqual(["INVALID idempotencyKey"]);
    },
  );

  it.each(["12345678", "x".repeat(64), "a.b:c_d-E"])("takes the key %j", (idempotencyKey) => {
    expect(problemsOf({ ...VALID, idempotencyKey })).toEqual([]);
  });

  it.each(["a@b", "a b@c.de", "a@b.c", "a@@b.de", "@b.de", "a@-b.de", "a\u0000@b.de", "\ud800@b.de", "Ada <a@b.de>"])(
    "refuses the e-mail %j",
    (email) => {
      expect(problemsOf({ ...VALID, email })).toEqual(["INVALID email"]);
    },
  );

  it.each(["a@b.de", "first.last+tag@sub.example.co.uk", "o'neil@example.test", "jürgen@müller.example"])(
    "takes the e-mail %j",
    (email) => {
      expect(problemsOf({ ...VALID, email })).toEqual([]);
    },
  );

  it("tells an e-mail that is missing from one that is too long", () => {
    expect(problemsOf({ ...VALID, email: " " })).toEqual(["REQUIRED email"]);
    expect(problemsOf({ ...VALID, email: `a@${"b".repeat(250)}.de` })).toEqual(["TOO_LONG email"]);
  });

  it("counts characters, not their halves, and refuses a lone half", () => {
    expect(problemsOf(withAddress({ city: "😀".repeat(100) }))).toEqual([]);
    expect(problemsOf(withAddress({ city: "\ud83d" }))).toEqual(["INVALID shippingAddress.city"]);
  });

  it("asks for a postal code only where there are any", () => {
    expect(problemsOf(withAddress({ postalCode: null }))).toEqual(["REQUIRED shippingAddress.postalCode"]);
    expect(problemsOf(withAddress({ postalCode: null, countryCode: "HK" }))).toEqual([]);
  });
});

describe("the input's hash", () => {
  const hash = requestOf(VALID).inputHash;

  it("is the same for the same request in other clothes", () => {
    const reordered = Object.fromEntries(Object.entries(VALID.shippingAddress).reverse());
    expect(
      requestOf({ ...VALID, shippingAddress: { ...reordered, line2: "" }, idempotencyKey: "another-key" }).inputHash,
    ).toBe(hash);
  });

  it.each([
    ["the cart", { ...VALID, cartId: "cart_01h455vb4pex5vsknk084sn02r" }],
    ["the e-mail", { ...VALID, email: "bob@example.test" }],
    ["one part of the address", withAddress({ line2: "2nd floor" })],
    ["which line of the address holds it", withAddress({ line1: "Main", line2: "Street 1" })],
  ])("changes with %s", (_, input) => {
    expect(requestOf(input).inputHash).not.toBe(hash);
  });
});

it("knows the 249 countries of ISO 3166 and nothing else", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const known = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountryCode);
  expect(known).toHaveLength(249);
  for (const code of ["UK", "EU", "XK", "de", "", "DEU"]) expect(isCountryCode(code)).toBe(false);
});
