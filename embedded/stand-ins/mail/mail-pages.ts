import { html, renderPage } from "../web/html.ts";
import type { Html } from "../web/html.ts";
import type { HttpReply } from "../web/http-types.ts";
import type { CaughtMessage } from "./mailbox.ts";

const note = "Development mail catcher. Mail that ends up here was sent to nobody.";
const time = (date: string): string => date.replace("T", " ").slice(0, 19);

/** `GET /`: the list, newest first. */
export function inboxPage(messages: readonly CaughtMessage[]): HttpReply {
  const rows = messages.map(
    ({ id, to, from, subject, receivedAt }) =>
      html`<tr>
        <td>${time(receivedAt)}</td>
        <td>${to.join(", ")}</td>
        <td><a href="/messages/${id}">${subject === "" ? "(no subject)" : subject}</a></td>
        <td>${from}</td>
      </tr>`,
  );
  const body = html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Received (UTC)</th>
            <th>To</th>
            <th>Subject</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${messages.length === 0 ? html`<p>No mail yet.</p>` : null}`;
  return renderPage(200, { title: "Inbox", note, body, wide: true });
}

/** Addresses in the message, so that they can be followed although its own markup is locked up. */
function linksIn({ html: markup, text }: CaughtMessage): string[] {
  const found = [
    ...(markup ?? "").matchAll(/href\s*=\s*["']([^"']+)["']/gi),
    ...(text ?? "").matchAll(/(https?:\/\/[^\s<>"')\]]+)/gi),
  ];
  const urls = found
    .map(([, url = ""]) => url.replaceAll("&amp;", "&"))
    .filter((url) => /^https?:\/\//i.test(url) && URL.canParse(url));
  return [...new Set(urls)].slice(0, 50);
}

const list = (items: readonly Html[]): Html =>
  html`<ul>
    ${items}
  </ul>`;

/** `GET /messages/:id`: one message; its HTML is shown in a frame that may do nothing. */
export function messagePage(message: CaughtMessage): HttpReply {
  const links = linksIn(message).map((url) => html`<li><a href="${url}" rel="noreferrer noopener">${url}</a></li>`);
  const files = message.attachments.map(
    ({ filename, contentType, bytes }) => html`<li>${filename ?? "(no name)"}, ${contentType}, ${bytes} bytes</li>`,
  );
  const headers = Object.entries(message.headers).map(([name, value]) => html`<li><code>${name}: ${value}</code></li>`);
  const body = html`<p><a href="/">Inbox</a></p>
    <p>From ${message.from} to ${message.to.join(", ")}, ${time(message.date)} UTC</p>
    ${message.html === null ? null : html`<iframe sandbox="" title="HTML part" src="/messages/${message.id}/html"></iframe>`}
    ${
      message.text === null
        ? null
        : html`<h2>Text</h2>
            <pre>${message.text}</pre>`
    }
    ${
      links.length === 0
        ? null
        : html`<h2>Links</h2>
            ${list(links)}`
    }
    ${
      files.length === 0
        ? null
        : html`<h2>Attachments</h2>
            ${list(files)}`
    }
    <h2>Headers</h2>
    ${list(headers)}`;
  return renderPage(200, { title: message.subject === "" ? "(no subject)" : message.subject, note, body, wide: true });
}

export const missingPage = (): HttpReply =>
  renderPage(404, {
    title: "Not found",
    note,
    body: html`<p>There is no such message; it may have been pushed out by newer ones.</p>`,
  });

/** `GET /messages/:id/html`: the message's own markup, unable to run, load, send or open anything, wherever it is shown. */
export const messageMarkup = (markup: string): HttpReply => ({
  kind: "reply",
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  },
  body: markup,
});
