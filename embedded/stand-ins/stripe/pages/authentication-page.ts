import { detailOf, errorIn, failAuthentication, payIntent } from "../resources/pay-intent.ts";
import { failSetUp, setUp } from "../resources/setup-intents.ts";
import type { PaymentIntent, PaymentMethod, SetupIntent } from "../state/tables.ts";
import { redirect } from "../../web/http-types.ts";
import type { HttpReply } from "../../web/http-types.ts";
import { afterCheckout } from "./checkout-page.ts";
import { html } from "../../web/html.ts";
import { formatAmount } from "./format-amount.ts";
import { page } from "./page.ts";
import { field, notFound, returnAddress } from "./page-call.ts";
import type { PageCall } from "./page-call.ts";
import { findIntent, leaveAfterTry } from "./pay-page.ts";

function findSetupIntent(call: PageCall): SetupIntent | undefined {
  const intent = call.tx.get("setup_intent", call.id);
  return intent !== undefined && field(call, "client_secret") === intent.client_secret ? intent : undefined;
}

/** `GET /3ds/:id?client_secret=`: the bank's page, where the person completes or fails authentication. */
export function showAuthenticationPage(call: PageCall): HttpReply {
  const intent = findIntent(call) ?? findSetupIntent(call);
  if (intent === undefined) return notFound();
  if (intent.status !== "requires_action") {
    return page(200, "Authentication", html`<p>Nothing to authenticate. Status: <strong>${intent.status}</strong></p>`);
  }
  const what =
    intent.object === "payment_intent"
      ? `a payment of ${formatAmount(intent.amount, intent.currency)}`
      : "saving your card";
  return page(
    200,
    "3D Secure",
    html`<p>Your bank asks you to confirm ${what}.</p>
      <form method="post" action="/3ds/${intent.id}">
        <input type="hidden" name="client_secret" value="${intent.client_secret}" />
        <p class="row">
          <button name="outcome" value="complete">Complete</button>
          <button class="plain" name="outcome" value="fail">Fail</button>
        </p>
      </form>`,
  );
}

/** `POST /3ds/:id` with `outcome` complete or fail; then the person is sent on. A repeated press changes nothing. */
export function submitAuthenticationPage(call: PageCall): HttpReply {
  const outcome = field(call, "outcome");
  if (outcome !== "complete" && outcome !== "fail") {
    return page(
      400,
      "3D Secure",
      html`<p class="alert" role="alert">The field outcome must be "complete" or "fail".</p>`,
    );
  }
  const intent = findIntent(call);
  if (intent !== undefined) return authenticatePayment(call, intent, outcome === "complete");
  const setup = findSetupIntent(call);
  return setup === undefined ? notFound() : authenticateSetUp(call, setup, outcome === "complete");
}

function methodOf(call: PageCall, intent: PaymentIntent | SetupIntent): PaymentMethod {
  const method = call.tx.get("payment_method", intent.payment_method ?? "");
  if (method === undefined) throw new Error(`intent ${intent.id} waits for authentication without a payment method`);
  return method;
}

function authenticatePayment(call: PageCall, intent: PaymentIntent, completed: boolean): HttpReply {
  const { session } = detailOf(call, intent.id);
  let problem: string | null = null;
  if (intent.status === "requires_action") {
    const method = methodOf(call, intent);
    problem = completed
      ? (errorIn(
          payIntent(call, intent, { method, authenticated: true, offSession: false, refuseAuthentication: false }),
        )?.message ?? null)
      : (failAuthentication(call, intent, method).last_payment_error?.message ?? null);
  }
  if (session === null) return leaveAfterTry(call, call.tx.get("payment_intent", intent.id) ?? intent);
  const plan = call.tx.get("session_plan", session);
  if (plan !== undefined && problem !== null) call.tx.put("session_plan", { ...plan, lastError: problem });
  return afterCheckout(call, session, problem === null ? 200 : 402);
}

function authenticateSetUp(call: PageCall, intent: SetupIntent, completed: boolean): HttpReply {
  if (intent.status === "requires_action") {
    const method = methodOf(call, intent);
    if (completed) setUp(call, intent, method, true);
    else {
      const message = "The provided PaymentMethod has failed authentication. Provide a new PaymentMethod to try again.";
      failSetUp(call, intent, {
        type: "invalid_request_error",
        code: "setup_intent_authentication_failure",
        message,
        payment_method: method,
      });
    }
  }
  const after = call.tx.get("setup_intent", intent.id) ?? intent;
  const target = detailOf(call, intent.id).returnUrl;
  if (target === null) return redirect(`/3ds/${intent.id}?client_secret=${intent.client_secret}`);
  return redirect(
    returnAddress(target, {
      setup_intent: intent.id,
      setup_intent_client_secret: intent.client_secret,
      redirect_status: after.status === "succeeded" ? "succeeded" : "failed",
    }),
  );
}
