import type { RawResponse } from "#platform/neighbour/neighbour.ts";
import { type Html, html } from "../render/html.ts";

/** No script, nothing from elsewhere; forms lead back to us alone. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; padding: 24px 16px; max-width: 42rem; }
  h1 { font-size: 22px; line-height: 28px; }
  button { font: inherit; font-weight: 600; padding: 12px 20px; border-radius: 8px; border: 1px solid; cursor: pointer; }
  li { margin: 8px 0; overflow-wrap: anywhere; }`;

/** A small page for a person's browser. It keeps to itself where it was found: its address may hold a token. */
export function pageResponse(status: number, title: string, body: Html): RawResponse {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return textResponse(status, "text/html; charset=utf-8", page.source, PAGE_POLICY);
}

export const textResponse = (status: number, type: string, body: string, policy: string): RawResponse => ({
  status,
  headers: {
    "content-type": type,
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
  body,
});
