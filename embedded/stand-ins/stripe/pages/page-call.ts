import { parseForm } from "../wire/form-body.ts";
import type { ParamMap } from "../wire/form-body.ts";
import type { Scope } from "../wire/call.ts";
import type { HttpReply, HttpRequest } from "../../web/http-types.ts";
import { html } from "../../web/html.ts";
import { page } from "./page.ts";

/** What a page works with: a person's request, without any API key. */
export interface PageCall extends Scope {
  /** The id in the path. */
  id: string;
  /** Fields of the form, or of the query. */
  fields: ParamMap;
}

export const pageFields = (request: HttpRequest): ParamMap =>
  parseForm(request.method === "POST" ? request.body : request.query);

export function field({ fields }: Pick<PageCall, "fields">, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

/** One page for whatever is not there, whether it never was or the address lacks its secret. */
export const notFound = (): HttpReply =>
  page(404, "Not found", html`<p>There is nothing here. The link may be incomplete.</p>`);

/** `target` with more query parameters; `{CHECKOUT_SESSION_ID}` in it becomes the session's id, as at Stripe. */
export function returnAddress(target: string, added: Record<string, string>, sessionId: string | null = null): string {
  const url = new URL(sessionId === null ? target : target.replaceAll("{CHECKOUT_SESSION_ID}", sessionId));
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value);
  return url.href;
}
