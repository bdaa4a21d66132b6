import { renderPage } from "../../web/html.ts";
import type { Html } from "../../web/html.ts";
import type { HttpReply } from "../../web/http-types.ts";

const note = "Development stand-in for Stripe. No real money, no real cards.";

export const page = (status: number, title: string, body: Html, wide = false): HttpReply =>
  renderPage(status, { title, note, body, wide });
