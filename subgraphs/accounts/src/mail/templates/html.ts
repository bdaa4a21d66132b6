/** HTML that is safe to put into a page as it is. Only `html` makes it. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | Html | readonly Html[];

/** Template tag: every text put in is escaped, for elements and quoted attributes alike; only other `Html` is not. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(toSource)));

function toSource(part: Part): string {
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map((each) => each.source).join("");
  return escapeHtml(String(part));
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Someone's text on one line: control characters, line ends and marks of writing direction become spaces. */
export const printable = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();

/** A whole mail around `body`. Inline styles only: mail programs drop the rest. */
export const htmlPage = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
      </head>
      <body
        style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a"
      >
        <div style="max-width:560px;margin:0 auto">
          <h1 style="font-size:22px">${title}</h1>
          ${body}
        </div>
      </body>
    </html>`.source;
