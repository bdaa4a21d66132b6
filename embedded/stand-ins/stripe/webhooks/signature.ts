import { createHmac } from "node:crypto";

/**
 * The `Stripe-Signature` header of a webhook: HMAC-SHA256 over "timestamp.payload", as
 * `stripe.webhooks.generateTestHeaderString` makes it and `constructEvent` checks it.
 *
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export function signatureHeader(payload: string, secret: string, unixSeconds: number): string {
  const signature = createHmac("sha256", secret).update(`${unixSeconds}.${payload}`).digest("hex");
  return `t=${unixSeconds},v1=${signature}`;
}
