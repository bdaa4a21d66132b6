import Stripe from "stripe";
import { AppError } from "#platform/errors/app-error.ts";
import type { PaymentsConfig } from "../../config.ts";

/**
 * Stripe's SDK at Stripe's address or at one that speaks its API. The SDK does not retry: each of our calls stands in a job
 * or a client request that is repeated as a whole, under the same idempotency key.
 */
export function createStripeClient({ secretKey, apiBase, timeoutMs }: PaymentsConfig["stripe"]): Stripe {
  const { protocol, hostname, port } = new URL(apiBase);
  return new Stripe(secretKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    port: port || (protocol === "http:" ? 80 : 443),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: "plexus" },
  });
}

/** Turns Stripe's faults into ours; a refusal that Stripe explains stays what it is. */
export async function callStripe<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    const isRefusal =
      cause instanceof Stripe.errors.StripeInvalidRequestError || cause instanceof Stripe.errors.StripeCardError;
    if (isRefusal) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("UNAVAILABLE", "The payment provider does not answer. Try again.", {
      logMessage: `stripe failed: ${reason}`,
      cause,
    });
  }
}
