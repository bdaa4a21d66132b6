/** Why an issuer refuses a card, as Stripe reports it. */
export interface Decline {
  code: string;
  decline_code: string;
  message: string;
}

const declined = (decline_code: string, message = "Your card was declined."): Decline => ({
  code: "card_declined",
  decline_code,
  message,
});

export const declines = {
  generic_decline: declined("generic_decline"),
  insufficient_funds: declined("insufficient_funds", "Your card has insufficient funds."),
  lost_card: declined("lost_card"),
  stolen_card: declined("stolen_card"),
  fraudulent: declined("fraudulent"),
  card_velocity_exceeded: declined(
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently.",
  ),
  expired_card: { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." },
  incorrect_cvc: {
    code: "incorrect_cvc",
    decline_code: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
  },
  processing_error: {
    code: "processing_error",
    decline_code: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  },
  authentication_required: {
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
} as const satisfies Record<string, Decline>;

/** The decline a fault switch asked for; an unknown reason becomes a plain decline. */
export const declineNamed = (name: string): Decline =>
  Object.entries(declines).find(([known]) => known === name)?.[1] ?? declines.generic_decline;

export interface TestCard {
  /** Its `pm_card_…` id. */
  token: string;
  number: string;
  brand: string;
  funding: "credit" | "debit";
  /** What a person sees on the pay page. */
  label: string;
  /** Set when a payment is refused, after authentication if there is any. */
  decline: Decline | null;
  /** Whether attaching it to a customer is refused as well. */
  attachable: boolean;
  authentication: "never" | "always" | "until-set-up";
}

const good = { funding: "credit", decline: null, attachable: true, authentication: "never" } as const;
const bad = (token: string, number: string, decline: Decline, label: string): TestCard => ({
  ...good,
  token,
  number,
  brand: "visa",
  label,
  decline,
  attachable: false,
});

/** Stripe's published test cards that this stand-in knows. @see https://docs.stripe.com/testing */
export const testCards: readonly TestCard[] = [
  { ...good, token: "pm_card_visa", number: "4242424242424242", brand: "visa", label: "Visa: succeeds" },
  {
    ...good,
    token: "pm_card_visa_debit",
    number: "4000056655665556",
    brand: "visa",
    funding: "debit",
    label: "Visa debit: succeeds",
  },
  {
    ...good,
    token: "pm_card_mastercard",
    number: "5555555555554444",
    brand: "mastercard",
    label: "Mastercard: succeeds",
  },
  { ...good, token: "pm_card_amex", number: "378282246310005", brand: "amex", label: "American Express: succeeds" },
  {
    ...good,
    token: "pm_card_threeDSecure2Required",
    number: "4000000000003220",
    brand: "visa",
    label: "Visa: asks for 3D Secure",
    authentication: "always",
  },
  {
    ...good,
    token: "pm_card_authenticationRequired",
    number: "4000002760003184",
    brand: "visa",
    label: "Visa: asks for authentication on every payment",
    authentication: "always",
  },
  {
    ...good,
    token: "pm_card_authenticationRequiredOnSetup",
    number: "4000002500003155",
    brand: "visa",
    label: "Visa: asks for authentication until it was set up",
    authentication: "until-set-up",
  },
  {
    ...good,
    token: "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    number: "4000008260003178",
    brand: "visa",
    label: "Visa: asks for authentication, then has insufficient funds",
    authentication: "always",
    decline: declines.insufficient_funds,
  },
  bad("pm_card_chargeDeclined", "4000000000000002", declines.generic_decline, "Visa: declined"),
  bad(
    "pm_card_chargeDeclinedInsufficientFunds",
    "4000000000009995",
    declines.insufficient_funds,
    "Visa: insufficient funds",
  ),
  bad("pm_card_chargeDeclinedLostCard", "4000000000009987", declines.lost_card, "Visa: lost card"),
  bad("pm_card_chargeDeclinedStolenCard", "4000000000009979", declines.stolen_card, "Visa: stolen card"),
  bad("pm_card_chargeDeclinedExpiredCard", "4000000000000069", declines.expired_card, "Visa: expired card"),
  bad("pm_card_chargeDeclinedIncorrectCvc", "4000000000000127", declines.incorrect_cvc, "Visa: wrong security code"),
  bad("pm_card_chargeDeclinedProcessingError", "4000000000000119", declines.processing_error, "Visa: processing error"),
  bad(
    "pm_card_chargeDeclinedVelocityLimitExceeded",
    "4000000000006975",
    declines.card_velocity_exceeded,
    "Visa: too many tries",
  ),
  bad("pm_card_chargeDeclinedFraudulent", "4100000000000019", declines.fraudulent, "Visa: blocked as fraudulent"),
  {
    ...good,
    token: "pm_card_chargeCustomerFail",
    number: "4000000000000341",
    brand: "visa",
    label: "Visa: can be saved, every payment is declined",
    decline: declines.generic_decline,
  },
];

/** Also knows the longer names that Stripe gives some cards, such as `pm_card_visa_chargeDeclined`, and `tok_visa`. */
export function findCardByToken(token: string): TestCard | undefined {
  const name = token.replace(/^tok_/, "pm_card_").replace(/^pm_card_visa_(?=chargeDeclined)/, "pm_card_");
  return testCards.find((card) => card.token === name);
}

export const findCardByNumber = (number: string): TestCard | undefined =>
  testCards.find((card) => card.number === number.replaceAll(/[\s-]/g, ""));

/** @see ISO/IEC 7812-1, annex B: the check digit of card numbers. */
export function hasValidCheckDigit(number: string): boolean {
  const digits = [...number.replaceAll(/[\s-]/g, "")].reverse().map(Number);
  if (digits.length < 12 || digits.some(Number.isNaN)) return false;
  const sum = digits.reduce(
    (total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}
