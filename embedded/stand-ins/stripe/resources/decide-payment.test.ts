import { expect, it } from "vitest";
import { decidePayment, notForced } from "./decide-payment.ts";
import { declines, findCardByToken } from "./test-cards.ts";

const circumstances = {
  setUp: false,
  authenticated: false,
  offSession: false,
  forced: notForced,
};

function decide(token: string, given: Partial<Parameters<typeof decidePayment>[0]> = {}) {
  const card = findCardByToken(token);
  if (card === undefined) throw new Error(`no test card ${token}`);
  return decidePayment({ ...circumstances, card, ...given });
}

it("approves a good card and declines a bad one with its reason", () => {
  expect(decide("pm_card_visa")).toEqual({ kind: "approve" });
  expect(decide("pm_card_chargeDeclinedInsufficientFunds")).toEqual({
    kind: "decline",
    decline: declines.insufficient_funds,
  });
});

it("asks for authentication once, and for a card to set up only until it was", () => {
  expect(decide("pm_card_threeDSecure2Required")).toEqual({ kind: "authenticate" });
  expect(decide("pm_card_threeDSecure2Required", { authenticated: true })).toEqual({ kind: "approve" });
  expect(decide("pm_card_authenticationRequiredOnSetup")).toEqual({ kind: "authenticate" });
  expect(decide("pm_card_authenticationRequiredOnSetup", { setUp: true })).toEqual({ kind: "approve" });
});

it("declines instead of asking when nobody is there", () => {
  const decision = decide("pm_card_authenticationRequired", { offSession: true });
  expect(decision).toEqual({ kind: "decline", decline: declines.authentication_required });
});

it("may decline after authentication", () => {
  const token = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds";
  expect(decide(token)).toEqual({ kind: "authenticate" });
  expect(decide(token, { authenticated: true })).toEqual({ kind: "decline", decline: declines.insufficient_funds });
});

it("lets fault switches beat the card, with a plain decline for an unknown reason", () => {
  expect(decide("pm_card_visa", { forced: { ...notForced, decline: "expired_card" } })).toEqual({
    kind: "decline",
    decline: declines.expired_card,
  });
  expect(decide("pm_card_visa", { forced: { ...notForced, decline: "bad mood" } })).toEqual({
    kind: "decline",
    decline: declines.generic_decline,
  });
  expect(decide("pm_card_visa", { forced: { ...notForced, authentication: true } })).toEqual({ kind: "authenticate" });
});
