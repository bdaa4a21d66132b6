import { createHash } from "node:crypto";
import type { HttpReply } from "./http-types.ts";

/** Markup that is safe to send. Made only by `html`, which escapes every value that is not itself Html. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | readonly Html[] | string | number | null;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

/** Tagged template: `` html`<b>${name}</b>` ``. Values may stand between tags and inside quoted attributes only. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((part, index) => part + (index < values.length ? render(values[index] ?? null) : ""));
  return new Html(parts.join(""));
}

function render(value: Value): string {
  if (value === null) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return value.map((item) => item.text).join("");
}

const style = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#5b4bd6}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;padding:1.5rem;max-width:72rem}
body.narrow{max-width:30rem}h1{font-size:1.4rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.note{opacity:.75;margin:0 0 1rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.85rem}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th.num,td.num{text-align:right;font-variant-numeric:tabular-nums}
code{font-size:.85em;overflow-wrap:anywhere}fieldset{border:1px solid var(--line);border-radius:8px;padding:.25rem 1rem;margin:1rem 0}
label{display:block;padding:.4rem 0;border-bottom:1px solid var(--soft)}label:last-child{border:0}
button{font:inherit;padding:.55rem 1.1rem;border:1px solid var(--accent);border-radius:8px;background:var(--accent);color:#fff;cursor:pointer}
button.plain{background:none;color:inherit;border-color:var(--line)}td button{padding:.1rem .6rem;font-size:.8rem}
input,select{font:inherit;padding:.3rem .5rem;max-width:100%}.row{display:flex;gap:.6rem;flex-wrap:wrap;align-items:end}.row label{border:0}
iframe{width:100%;height:24rem;border:1px solid var(--line);border-radius:8px;background:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere}li{overflow-wrap:anywhere}
.total{font-size:2rem;font-weight:600;margin:.5rem 0}.alert{border-left:4px solid #c33;background:#c331;padding:.6rem 1rem;margin:1rem 0}
.good{border-left:4px solid #2a7;background:#2a71;padding:.6rem 1rem;margin:1rem 0}
`;
const styleHash = createHash("sha256").update(style).digest("base64");

const styleElement = new Html(`<style>${style}</style>`);

// No form-action: browsers apply it to the redirect after a form as well, and that leads to the shop's own address.
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'`;

interface PageContent {
  title: string;
  /** Says below the title what this is and is not. */
  note: string;
  body: Html;
  /** For tables; pages for buyers are narrow. */
  wide?: boolean;
}

/** A whole page. It loads nothing from elsewhere and runs no script. */
export function renderPage(status: number, { title, note, body, wide = false }: PageContent): HttpReply {
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body class="${wide ? "wide" : "narrow"}">
        <main>
          <h1>${title}</h1>
          <p class="note">${note}</p>
          ${body}
        </main>
      </body>
    </html>`.text;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin", // the page's address may hold a secret
    "cache-control": "no-store",
  };
  return { kind: "reply", status, headers, body: text };
}
