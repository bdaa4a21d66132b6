import type { CheckoutSession } from "../state/tables.ts";
import { errorIn } from "../resources/pay-intent.ts";
import { paySession } from "../resources/pay-session.ts";
import { findCardByToken } from "../resources/test-cards.ts";
import { redirect } from "../../web/http-types.ts";
import type { HttpReply } from "../../web/http-types.ts";
import { cardChoice } from "./card-choice.ts";
import { html } from "../../web/html.ts";
import { formatAmount } from "./format-amount.ts";
import { page } from "./page.ts";
import { field, notFound, returnAddress } from "./page-call.ts";
import type { PageCall } from "./page-call.ts";

/** `GET /c/pay/:id`: the hosted page of a checkout session. Its long id is the secret. */
export function showCheckoutPage(call: PageCall): HttpReply {
  const session = call.tx.get("checkout.session", call.id);
  return session === undefined ? notFound() : checkoutPage(call, session, 200);
}

function checkoutPage(call: PageCall, session: CheckoutSession, status: number): HttpReply {
  if (session.status === "expired" || isOverdue(call, session)) {
    return page(
      410,
      "This checkout has expired",
      html`<p>Nothing was charged.</p>
        ${cancelLink(session)}`,
    );
  }
  if (session.status === "complete") {
    const shop = successAddress(session);
    return page(
      200,
      "Paid",
      html`<p class="good">This checkout is complete.</p>
        ${shop === null ? null : html`<p><a href="${shop}">Back to the shop</a></p>`}`,
    );
  }
  const plan = call.tx.get("session_plan", session.id);
  const total = formatAmount(session.amount_total ?? 0, session.currency ?? "usd");
  const lines = (plan?.lines ?? []).map(
    (line) =>
      html`<tr>
        <td>${line.description}</td>
        <td class="num">${line.quantity}</td>
        <td class="num">${formatAmount(line.amount_total, line.currency)}</td>
      </tr>`,
  );
  const problem = plan?.lastError ?? null;
  const body = html`<p class="total">${total}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Item</th>
            <th class="num">Quantity</th>
            <th class="num">Amount</th>
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>
    ${session.customer_email === null ? null : html`<p>Receipt for ${session.customer_email}</p>`}
    ${problem === null ? null : html`<p class="alert" role="alert">${problem}</p>`}
    <form method="post" action="/c/pay/${session.id}">${cardChoice()}<button>Pay ${total}</button></form>
    ${cancelLink(session)}`;
  return page(status, "Checkout", body);
}

const isOverdue = (call: PageCall, session: CheckoutSession): boolean =>
  session.status === "open" && session.expires_at <= call.now;

function cancelLink({ cancel_url, id }: CheckoutSession) {
  return cancel_url === null
    ? null
    : html`<p><a href="${returnAddress(cancel_url, {}, id)}">Back without paying</a></p>`;
}

/** The shop's page for a paid session. */
const successAddress = ({ success_url, id }: CheckoutSession): string | null =>
  success_url === null ? null : returnAddress(success_url, {}, id);

/** `POST /c/pay/:id`: the chosen card is tried. A second press after success pays nothing and leads on as well. */
export function submitCheckoutPage(call: PageCall): HttpReply {
  const session = call.tx.get("checkout.session", call.id);
  if (session === undefined) return notFound();
  if (session.status !== "open" || isOverdue(call, session)) return afterCheckout(call, session.id, 200);
  const card = findCardByToken(field(call, "payment_method"));
  if (card === undefined) return checkoutPage(call, session, 400);
  const answer = paySession(call, session, card);
  const { next_action } =
    call.tx.get("payment_intent", call.tx.get("checkout.session", session.id)?.payment_intent ?? "") ?? {};
  const authenticate = next_action?.redirect_to_url?.url;
  if (errorIn(answer) === null && authenticate) return redirect(authenticate);
  return afterCheckout(call, session.id, answer.status);
}

/** Back to the shop when the session is paid, else its page again. */
export function afterCheckout(call: PageCall, sessionId: string, status: number): HttpReply {
  const session = call.tx.get("checkout.session", sessionId);
  if (session === undefined) return notFound();
  const shop = session.status === "complete" ? successAddress(session) : null;
  return shop === null ? checkoutPage(call, session, status) : redirect(shop);
}
