import type { CurrencyCode } from "#platform/money/currency.ts";
import { money, toDecimal } from "#platform/money/money.ts";
import type { Message, OrderPaidContent } from "../mail.ts";
import { html, htmlPage, printable } from "./html.ts";

/** Confirms a paid order: what was bought, for how much, and the link that opens it without signing in. */
export function orderPaid(order: OrderPaidContent, { storefrontUrl }: { storefrontUrl: string }): Message {
  const number = printable(order.number);
  const name = printable(order.fullName);
  const subject = `Your order ${number} is paid`;
  const link = `${storefrontUrl}/orders/${encodeURIComponent(order.number)}?key=${encodeURIComponent(order.accessKey)}`;
  const total = amount(order.totalMinor, order.currency);
  const lines = order.lines.map((line) => ({
    name: printable(line.variantTitle === "" ? line.title : `${line.title}, ${line.variantTitle}`),
    quantity: line.quantity,
    total: amount(line.totalMinor, order.currency),
  }));
  return {
    subject,
    text: `Thank you, ${name}.

Your order ${number} is paid.

${lines.map((line) => `${line.quantity} x ${line.name}: ${line.total}`).join("\n")}

Total: ${total}

See your order: ${link}
The link opens it without signing in, so keep it to yourself.
`,
    html: htmlPage(
      subject,
      html`<p>Thank you, ${name}.</p>
        <table style="width:100%;border-collapse:collapse">
          ${lines.map(
            (line) =>
              html`<tr>
                <td>${line.quantity} x</td>
                <td>${line.name}</td>
                <td style="text-align:right">${line.total}</td>
              </tr> `,
          )}
          <tr>
            <td></td>
            <td><strong>Total</strong></td>
            <td style="text-align:right"><strong>${total}</strong></td>
          </tr>
        </table>
        <p><a href="${link}">See your order</a></p>
        <p>The link opens it without signing in, so keep it to yourself.</p>`,
    ),
  };
}

const amount = (minor: string, currency: CurrencyCode): string =>
  `${toDecimal(money(BigInt(minor), currency))} ${currency}`;
