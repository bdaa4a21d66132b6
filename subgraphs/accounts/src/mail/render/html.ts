import { printable } from "./printable.ts";

/** HTML or MJML that is safe to put into a page as it is. Only `html` makes it. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | Html | readonly Html[];

/**
 * Template tag: every text put in is made printable and escaped, for elements and quoted attributes alike; only other
 * `Html` is not.
 */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(toSource)));

function toSource(part: Part): string {
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map((each) => each.source).join("");
  return escapeHtml(printable(String(part)));
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
