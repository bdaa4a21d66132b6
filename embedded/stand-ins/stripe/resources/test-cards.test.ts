import { expect, it } from "vitest";
import { findCardByNumber, findCardByToken, hasValidCheckDigit, testCards } from "./test-cards.ts";

it("has real test numbers: every check digit is right, no number and no name twice", () => {
  expect(testCards.filter(({ number }) => !hasValidCheckDigit(number))).toEqual([]);
  expect(new Set(testCards.map(({ number }) => number)).size).toBe(testCards.length);
  expect(new Set(testCards.map(({ token }) => token)).size).toBe(testCards.length);
});

it("finds cards by Stripe's shorter and longer names, by token and by spaced number", () => {
  expect(findCardByToken("pm_card_chargeDeclined")?.number).toBe("4000000000000002");
  expect(findCardByToken("pm_card_visa_chargeDeclined")?.number).toBe("4000000000000002");
  expect(findCardByToken("tok_visa")?.number).toBe("4242424242424242");
  expect(findCardByNumber("4242 4242 4242 4242")?.token).toBe("pm_card_visa");
  expect(findCardByToken("pm_card_createDispute")).toBeUndefined();
});

it("checks digits", () => {
  expect(hasValidCheckDigit("4242424242424241")).toBe(false);
  expect(hasValidCheckDigit("not a number")).toBe(false);
});
