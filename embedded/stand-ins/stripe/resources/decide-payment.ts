import { declineNamed, declines } from "./test-cards.ts";
import type { Decline, TestCard } from "./test-cards.ts";

type Decision = { kind: "approve" } | { kind: "authenticate" } | { kind: "decline"; decline: Decline };

interface Circumstances {
  card: TestCard;
  /** The card went through a SetupIntent or a payment with setup_future_usage. */
  setUp: boolean;
  /** The person has just authenticated. */
  authenticated: boolean;
  /** Nobody is there to authenticate. */
  offSession: boolean;
  /** Fault switches. */
  forced: { decline: string | null; authentication: boolean };
}

/** No fault switch decides. */
export const notForced = { decline: null, authentication: false } as const;

/** What the issuer says. Switches beat the card, except that whoever has authenticated is not asked again. */
export function decidePayment(given: Circumstances): Decision {
  const { card } = given;
  if (given.forced.decline !== null) return { kind: "decline", decline: declineNamed(given.forced.decline) };
  const mustAuthenticate =
    given.forced.authentication ||
    card.authentication === "always" ||
    (card.authentication === "until-set-up" && !given.setUp);
  if (mustAuthenticate && !given.authenticated) {
    return given.offSession ? { kind: "decline", decline: declines.authentication_required } : { kind: "authenticate" };
  }
  return card.decline === null ? { kind: "approve" } : { kind: "decline", decline: card.decline };
}
