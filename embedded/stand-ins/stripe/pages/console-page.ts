import { faultKinds } from "../faults/faults.ts";
import type { Fault } from "../faults/faults.ts";
import { readLedger } from "../resources/ledger.ts";
import type { Reader } from "../state/store.ts";
import type { CheckoutSession, Delivery, PaymentIntent } from "../state/tables.ts";
import type { HttpReply } from "../../web/http-types.ts";
import { html } from "../../web/html.ts";
import { formatAmount } from "./format-amount.ts";
import { page } from "./page.ts";
import type { Html } from "../../web/html.ts";

const shown = 50;
const newest = <T>(rows: readonly T[]): T[] => rows.slice(-shown).reverse();
const time = (unixSeconds: number): string =>
  new Date(unixSeconds * 1_000).toISOString().replace("T", " ").slice(0, 19);

const numeric = new Set(["Amount", "Received", "Captured", "Refunded", "Net", "Held"]);

function table(heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>None yet.</p>`;
  const head = heads.map((text) => (numeric.has(text) ? html`<th class="num">${text}</th>` : html`<th>${text}</th>`));
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const sessionHeads = ["Created (UTC)", "Session", "Amount", "Status", "Payment", "Intent"];

function sessionRow(session: CheckoutSession): Html {
  return html`<tr>
    <td>${time(session.created)}</td>
    <td>
      <a href="/c/pay/${session.id}"><code>${session.id.slice(0, 24)}…</code></a>
    </td>
    <td class="num">${formatAmount(session.amount_total ?? 0, session.currency ?? "usd")}</td>
    <td>${session.status}</td>
    <td>${session.payment_status}</td>
    <td><code>${session.payment_intent ?? ""}</code></td>
  </tr>`;
}

function paymentRow(intent: PaymentIntent): Html {
  return html`<tr>
    <td>${time(intent.created)}</td>
    <td>
      <a href="/pay/${intent.id}?client_secret=${intent.client_secret}"><code>${intent.id}</code></a>
    </td>
    <td class="num">${formatAmount(intent.amount, intent.currency)}</td>
    <td>${intent.status}</td>
    <td class="num">${formatAmount(intent.amount_received, intent.currency)}</td>
    <td>${intent.last_payment_error?.message ?? ""}</td>
    <td><code>${JSON.stringify(intent.metadata)}</code></td>
  </tr>`;
}

function attemptsOf({ attempts }: Delivery): Html[] {
  return attempts.map(
    ({ at, status, error, copies, faults }) =>
      html`<div>
        ${at.slice(11, 19)}
        ${status ?? error ?? ""}${copies > 1 ? ` ×${copies}` : ""}${faults.length > 0 ? ` (${faults.join(", ")})` : ""}
      </div>`,
  );
}

function eventRow(reader: Reader, delivery: Delivery): Html {
  const event = reader.get("event", delivery.id);
  return html`<tr>
    <td>${time(event?.created ?? 0)}</td>
    <td>${delivery.type}</td>
    <td><code>${delivery.id}</code></td>
    <td>${delivery.state}</td>
    <td>${attemptsOf(delivery)}</td>
    <td>
      <form method="post" action="/_control/events/${delivery.id}/resend"><button class="plain">Resend</button></form>
    </td>
  </tr>`;
}

function faultRow(fault: Fault): Html {
  const details = Object.entries({
    ms: fault.ms,
    n: fault.n,
    declineCode: fault.declineCode,
    deltaMinor: fault.deltaMinor,
  }).filter(([, value]) => value !== null);
  return html`<tr>
    <td>${fault.kind}</td>
    <td>${fault.match ?? "everything"}</td>
    <td>${fault.times ?? "until cleared"}</td>
    <td>${details.map(([name, value]) => `${name}=${value}`).join(" ")}</td>
  </tr>`;
}

const faultForm = html`<form method="post" action="/_control/faults" class="row">
    <label
      >Switch<br /><select name="kind">
        ${faultKinds.map((kind) => html`<option>${kind}</option>`)}
      </select></label
    >
    <label>Match<br /><input name="match" placeholder="POST /v1/refunds" /></label
    ><label>Times<br /><input name="times" inputmode="numeric" size="5" /></label>
    <label>ms<br /><input name="ms" inputmode="numeric" size="6" /></label
    ><label>n<br /><input name="n" inputmode="numeric" size="5" /></label><button>Switch on</button>
  </form>
  <form method="post" action="/_control/faults/clear">
    <p><button class="plain">Clear all</button></p>
  </form>`;

/** `GET /`: what happened, newest first, and the fault switches. For the developer; shows everything. */
export function consolePage(reader: Reader, faults: readonly Fault[], webhookUrl: string | null): HttpReply {
  const { entries, totals } = readLedger(reader);
  const sums = Object.entries(totals).map(
    ([currency, { captured, refunded, held }]) =>
      html`<tr>
        <td>${currency.toUpperCase()}</td>
        <td class="num">${formatAmount(captured, currency)}</td>
        <td class="num">${formatAmount(refunded, currency)}</td>
        <td class="num">${formatAmount(captured - refunded, currency)}</td>
        <td class="num">${formatAmount(held, currency)}</td>
      </tr>`,
  );
  const movements = newest(entries).map(
    ({ at, kind, amount, currency, paymentIntent, idempotencyKey }) =>
      html`<tr>
        <td>${at.replace("T", " ").slice(0, 19)}</td>
        <td>${kind}</td>
        <td class="num">${formatAmount(amount, currency)}</td>
        <td><code>${paymentIntent ?? ""}</code></td>
        <td><code>${idempotencyKey ?? ""}</code></td>
      </tr>`,
  );
  const body = html`<p>
      Webhooks go to <code>${webhookUrl ?? "nowhere yet"}</code>. The last ${shown} of each are shown.
    </p>
    <h2>Payments</h2>
    ${table(["Created (UTC)", "Intent", "Amount", "Status", "Received", "Last error", "Metadata"], newest(reader.all("payment_intent")).map(paymentRow))}
    <h2>Checkout sessions</h2>
    ${table(sessionHeads, newest(reader.all("checkout.session")).map(sessionRow))}
    <h2>Ledger</h2>
    ${table(["Currency", "Captured", "Refunded", "Net", "Held"], sums)}
    ${table(["At (UTC)", "Movement", "Amount", "Intent", "Idempotency key"], movements)}
    <h2>Events</h2>
    ${table(
      ["Created (UTC)", "Type", "Id", "Delivery", "Attempts", ""],
      newest(reader.all("delivery")).map((delivery) => eventRow(reader, delivery)),
    )}
    <h2>Fault switches</h2>
    ${table(["Switch", "Match", "Times left", "Settings"], faults.map(faultRow))}${faultForm}`;
  return page(200, "Payments console", body, true);
}
