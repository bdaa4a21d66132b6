import type { Faults } from "../faults/faults.ts";
import type { Store } from "../state/store.ts";
import { ApiError } from "../wire/api-error.ts";
import type { Scopes } from "../wire/call.ts";
import type { HttpReply, HttpRequest } from "../../web/http-types.ts";
import { subjectsOf } from "../wire/read-request.ts";
import { showAuthenticationPage, submitAuthenticationPage } from "./authentication-page.ts";
import { showCheckoutPage, submitCheckoutPage } from "./checkout-page.ts";
import { consolePage } from "./console-page.ts";
import { html } from "../../web/html.ts";
import { page } from "./page.ts";
import { notFound, pageFields } from "./page-call.ts";
import type { PageCall } from "./page-call.ts";
import { showPayPage, submitPayPage } from "./pay-page.ts";

interface Deps {
  store: Store;
  faults: Faults;
  scope: Scopes;
  webhookUrl: () => string | null;
}

type Show = (call: PageCall) => HttpReply;

const pages: readonly { pattern: RegExp; GET: Show; POST: Show }[] = [
  { pattern: /^\/pay\/(pi_\w+)$/, GET: showPayPage, POST: submitPayPage },
  { pattern: /^\/c\/pay\/(cs_\w+)$/, GET: showCheckoutPage, POST: submitCheckoutPage },
  { pattern: /^\/3ds\/((?:pi|seti)_\w+)$/, GET: showAuthenticationPage, POST: submitAuthenticationPage },
];

/** The pages for people: the developer's console at `/`, and those where a buyer pays and authenticates. */
export function createPageServer({ store, faults, scope, webhookUrl }: Deps) {
  return (request: HttpRequest): HttpReply => {
    const { method, pathname } = request;
    if (method !== "GET" && method !== "POST") return notFound();
    if (pathname === "/" && method === "GET") return consolePage(store, faults.list(), webhookUrl());
    for (const { pattern, ...shows } of pages) {
      const id = pattern.exec(pathname)?.[1];
      if (id !== undefined) return show(request, id, shows[method]);
    }
    return notFound();
  };

  function show(request: HttpRequest, id: string, render: Show): HttpReply {
    try {
      return store.transact((tx) => render({ ...scope(tx, subjectsOf(request)), id, fields: pageFields(request) }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return page(error.status, "Refused", html`<p class="alert" role="alert">${error.message}</p>`);
    }
  }
}
