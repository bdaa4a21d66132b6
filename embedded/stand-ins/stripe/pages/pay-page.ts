import type { PaymentIntent } from "../state/tables.ts";
import { findCardByToken } from "../resources/test-cards.ts";
import { detailOf, errorIn, payIntent } from "../resources/pay-intent.ts";
import { makePaymentMethod } from "../resources/payment-methods.ts";
import { redirect } from "../../web/http-types.ts";
import type { HttpReply } from "../../web/http-types.ts";
import { cardChoice } from "./card-choice.ts";
import { html } from "../../web/html.ts";
import { formatAmount } from "./format-amount.ts";
import { page } from "./page.ts";
import { field, notFound, returnAddress } from "./page-call.ts";
import type { PageCall } from "./page-call.ts";

/** The intent of the path for whoever has its client secret. */
export function findIntent(call: PageCall): PaymentIntent | undefined {
  const intent = call.tx.get("payment_intent", call.id);
  return intent !== undefined && field(call, "client_secret") === intent.client_secret ? intent : undefined;
}

/** `GET /pay/:id?client_secret=`: pay an intent by hand. */
export function showPayPage(call: PageCall): HttpReply {
  const intent = findIntent(call);
  return intent === undefined ? notFound() : payPage(intent, null);
}

const open: readonly PaymentIntent["status"][] = ["requires_payment_method", "requires_confirmation"];

function payPage(intent: PaymentIntent, problem: string | null): HttpReply {
  const authenticate = intent.next_action?.redirect_to_url?.url ?? null;
  const body = html`<p class="total">${formatAmount(intent.amount, intent.currency)}</p>
    <p>
      Payment <code>${intent.id}</code>${intent.description === null ? null : html`: ${intent.description}`}. Status:
      <strong>${intent.status}</strong>
    </p>
    ${problem === null ? null : html`<p class="alert" role="alert">${problem}</p>`}
    ${authenticate === null ? null : html`<p><a href="${authenticate}">Continue to authentication</a></p>`}
    ${
      open.includes(intent.status)
        ? html`<form method="post" action="/pay/${intent.id}">
            <input type="hidden" name="client_secret" value="${intent.client_secret}" /> ${cardChoice()}<button>
              Pay ${formatAmount(intent.amount, intent.currency)}
            </button>
          </form>`
        : null
    }`;
  return page(problem === null ? 200 : 402, "Pay", body);
}

/** `POST /pay/:id`: the chosen card is tried; then the person goes to authentication, back to the shop, or sees the result. */
export function submitPayPage(call: PageCall): HttpReply {
  const intent = findIntent(call);
  if (intent === undefined) return notFound();
  if (!open.includes(intent.status)) return payPage(intent, null);
  const card = findCardByToken(field(call, "payment_method"));
  if (card === undefined) return payPage(intent, "Choose one of the test cards.");
  const method = makePaymentMethod(call, card);
  const answer = payIntent(call, intent, {
    method,
    authenticated: false,
    offSession: false,
    refuseAuthentication: false,
  });
  const after = call.tx.get("payment_intent", intent.id) ?? intent;
  const problem = errorIn(answer)?.message ?? null;
  return problem === null ? leaveAfterTry(call, after) : payPage(after, problem);
}

/** Where a person goes once an intent was tried: to authenticate, to the shop's return_url, or to the intent's page. */
export function leaveAfterTry(call: PageCall, intent: PaymentIntent): HttpReply {
  const authenticate = intent.next_action?.redirect_to_url?.url;
  if (authenticate) return redirect(authenticate);
  const target = detailOf(call, intent.id).returnUrl;
  if (target === null) return redirect(`/pay/${intent.id}?client_secret=${intent.client_secret}`);
  return redirect(
    returnAddress(target, {
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: intent.status === "succeeded" || intent.status === "requires_capture" ? "succeeded" : "failed",
    }),
  );
}
