import type { CheckoutSession, PaymentIntent, SessionPlan } from "../state/tables.ts";
import type { Answer } from "../wire/api-error.ts";
import type { Scope } from "../wire/call.ts";
import { makeIntent } from "./make-intent.ts";
import { errorIn, payIntent } from "./pay-intent.ts";
import { makePaymentMethod } from "./payment-methods.ts";
import type { TestCard } from "./test-cards.ts";

/**
 * Pays an open session with a test card, as its page does. The payment intent is made by the first try and used by all
 * later ones.
 */
export function paySession(scope: Scope, session: CheckoutSession, card: TestCard): Answer {
  const plan = requirePlan(scope, session.id);
  const found = session.payment_intent === null ? undefined : scope.tx.get("payment_intent", session.payment_intent);
  const intent = found ?? makeSessionIntent(scope, session, plan);
  scope.tx.put("checkout.session", { ...session, payment_intent: intent.id });
  const method = makePaymentMethod(scope, card);
  const answer = payIntent(scope, intent, {
    method,
    authenticated: false,
    offSession: false,
    refuseAuthentication: false,
  });
  scope.tx.put("session_plan", { ...plan, lastError: errorIn(answer)?.message ?? null });
  return answer;
}

function requirePlan(scope: Scope, sessionId: string): SessionPlan {
  const plan = scope.tx.get("session_plan", sessionId);
  if (plan === undefined) throw new Error(`checkout session ${sessionId} has no plan`);
  return plan;
}

function makeSessionIntent(scope: Scope, session: CheckoutSession, plan: SessionPlan): PaymentIntent {
  const { amount_total, currency, customer } = session;
  if (amount_total === null || currency === null) throw new Error(`checkout session ${session.id} has no price`);
  return makeIntent(
    scope,
    { ...plan.intent, amount: amount_total, currency, customer, payment_method: null, automatic_payment_methods: null },
    { session: session.id, createdWithKey: plan.createdWithKey, returnUrl: null },
  );
}
