import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment, wholeNumber } from "#platform/config/environment.ts";

export const paymentsEnvironment = z.object({
  PAYMENTS_DATABASE_URL: postgresUrl.describe(
    "PostgreSQL URL of the payments database. No other subgraph connects to it.",
  ),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^sk_(test|live)_\w+$/, "must look like sk_test_… or sk_live_…")
    .describe("Stripe's secret key: `sk_test_…`, or `sk_live_…` with NODE_ENV=production."),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w+$/, "must look like pk_test_… or pk_live_…")
    .describe("Stripe's publishable key, handed to browsers."),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w+(,whsec_\w+)*$/, "must be whsec_… or several separated by commas")
    .describe("Signing secrets of the webhook endpoint, separated by commas while one replaces another."),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .default("https://api.stripe.com")
    .describe("Another address that speaks Stripe's API; Stripe's own without it."),
  STRIPE_TIMEOUT_MS: wholeNumber({ min: 100, max: 60_000 })
    .default(1_500)
    .describe("Milliseconds to wait for Stripe's answer before the client is told to repeat."),
  STOREFRONT_URL: z
    .url({ protocol: /^https?$/ })
    .default("http://localhost:4000")
    .describe("Where a buyer comes back to from a hosted payment page."),
  NODE_ENV: z.string().default("development"),
});

export type PaymentsConfig = ReturnType<typeof loadPaymentsConfig>;

/** @throws BadEnvironment naming every wrong variable, and for a live key outside production. */
export function loadPaymentsConfig(environment: Environment) {
  const schema = paymentsEnvironment.refine(
    ({ STRIPE_SECRET_KEY, NODE_ENV }) => NODE_ENV === "production" || !STRIPE_SECRET_KEY.startsWith("sk_live_"),
    { path: ["STRIPE_SECRET_KEY"], message: "a live key is accepted only with NODE_ENV=production" },
  );
  const env = readEnvironment("payments", schema, environment);
  return {
    databaseUrl: env.PAYMENTS_DATABASE_URL,
    storefrontUrl: env.STOREFRONT_URL.replace(/\/+$/, ""),
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      publishableKey: env.STRIPE_PUBLISHABLE_KEY,
      webhookSecrets: env.STRIPE_WEBHOOK_SECRET.split(","),
      apiBase: env.STRIPE_API_BASE.replace(/\/+$/, ""),
      timeoutMs: env.STRIPE_TIMEOUT_MS,
      live: env.STRIPE_SECRET_KEY.startsWith("sk_live_"),
    },
  };
}
