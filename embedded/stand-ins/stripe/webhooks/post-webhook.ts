import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** How one copy of a webhook ended: an HTTP status, or why there was none. */
export type Posted = { status: number; error: null } | { status: null; error: string };

/**
 * Sends one webhook. Redirects are answers, not followed. Never throws: an endpoint that is down, slow or stopped by
 * `stop` is a result. (Not by `fetch`, which refuses some ports that a developer may well use.)
 */
export function postWebhook(
  url: string,
  payload: string,
  signature: string,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Posted> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const options = {
      method: "POST",
      headers: headersOf(payload, signature),
      signal: AbortSignal.any([stop, deadline]),
    };
    const request = send(url, options, (response) => {
      response.resume();
      response.on("error", () => undefined); // the status is all that counts
      resolve({ status: response.statusCode ?? 0, error: null });
    });
    request.on("error", (error) => resolve({ status: null, error: deadline.aborted ? "timeout" : reasonOf(error) }));
    request.end(payload);
  });
}

const headersOf = (payload: string, signature: string) => ({
  "content-type": "application/json; charset=utf-8",
  "content-length": Buffer.byteLength(payload),
  "stripe-signature": signature,
  "user-agent": "Stripe/1.0 (development stand-in; +https://stripe.com/docs/webhooks)",
});

const reasonOf = (error: Error): string => ("code" in error ? String(error.code) : error.message);
