import { isForeignWrite } from "../web/foreign-write.ts";
import { createFaults } from "./faults/faults.ts";
import { html } from "../web/html.ts";
import { page } from "./pages/page.ts";
import { createPageServer } from "./pages/page-server.ts";
import { apiRoutes } from "./resources/api-routes.ts";
import { expireOverdueSessions } from "./resources/expire-session.ts";
import { openStore } from "./state/store.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";
import { createApiServer } from "./wire/api-server.ts";
import { createScopes } from "./wire/call.ts";
import { createControlServer } from "./wire/control-server.ts";
import { listen } from "../web/http-server.ts";
import type { HttpReply, HttpRequest } from "../web/http-types.ts";
import { keyLifeSeconds } from "./wire/idempotency.ts";

export interface StripeStandInOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Folder of the journal; one process at a time. */
  dataDir: string;
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
  /** Where events go; until it is known they wait. */
  webhookUrl?: string;
  /** Address people reach the pages by, when it is not `http://host:port`. */
  publicUrl?: string;
  now?: () => Date;
  /** Waits between delivery attempts of an event. */
  retryDelaysMs?: readonly number[];
  /** How long a webhook endpoint may take. */
  webhookTimeoutMs?: number;
}

interface StripeStandIn {
  port: number;
  setWebhookUrl(url: string): void;
  /** Ends requests and deliveries. What was accepted is on disk and goes on after the next start. */
  close(): Promise<void>;
}

const defaultRetryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
const sweepEveryMs = 1_000;

/** Starts a stateful server that speaks the part of Stripe's REST API listed in README.md. For development and tests only. */
export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const now = options.now ?? (() => new Date());
  const seconds = (): number => Math.floor(now().getTime() / 1_000);
  const stopping = new AbortController();
  const faults = createFaults();
  const store = openStore(options.dataDir, seconds() - keyLifeSeconds);
  let origin = options.publicUrl?.replace(/\/$/, "") ?? "";
  let webhookUrl: string | null = null;

  const webhooks = createWebhookSender({
    store,
    faults,
    secret: options.webhookSecret,
    now,
    retryDelaysMs: options.retryDelaysMs ?? defaultRetryDelaysMs,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
  });
  const scope = createScopes({ faults, now, origin: () => origin });
  const api = createApiServer({ store, faults, keys: options, routes: apiRoutes, scope, stop: stopping.signal });
  const control = createControlServer({ store, faults, webhooks });
  const pages = createPageServer({ store, faults, scope, webhookUrl: () => webhookUrl });
  const sweep = (): void => {
    try {
      expireOverdueSessions(store, scope, seconds());
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error)); // a full disk, say: the next sweep tries again
    }
  };
  const handle = async (request: HttpRequest): Promise<HttpReply> => {
    sweep();
    if (/^\/v\d\//.test(request.pathname)) return api(request);
    if (isForeignWrite(request)) return page(403, "Refused", html`<p>This request came from another site.</p>`);
    return request.pathname.startsWith("/_control/") ? control(request) : pages(request);
  };

  const server = await listen(options.host, options.port, handle).catch(async (error: unknown) => {
    await webhooks.stop();
    store.close();
    throw error;
  });
  if (origin === "") origin = `http://${pageHost(options.host)}:${server.port}`;
  const sweeping = setInterval(sweep, sweepEveryMs);
  const setWebhookUrl = (url: string): void => {
    webhookUrl = url;
    webhooks.setUrl(url);
  };
  if (options.webhookUrl !== undefined) setWebhookUrl(options.webhookUrl);

  return {
    port: server.port,
    setWebhookUrl,
    async close() {
      clearInterval(sweeping);
      stopping.abort();
      await Promise.all([server.close(), webhooks.stop()]);
      store.close();
    },
  };
}

/** A wildcard address is fine to listen on but not to send a person to. */
const pageHost = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
