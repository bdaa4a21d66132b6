import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment, wholeNumber } from "#platform/config/environment.ts";
import { hours } from "#platform/time/duration.ts";

export const ordersEnvironment = z.object({
  ORDERS_DATABASE_URL: postgresUrl.describe("PostgreSQL URL of the orders database. No other subgraph connects to it."),
  ORDERS_SECRET: z
    .string()
    .min(32)
    .describe("Makes the access keys of orders. With another one the links in mails sent before stop working."),
  ORDERS_UNPAID_TTL_SECONDS: wholeNumber({ min: 1, max: hours(24) / 1_000 })
    .default(900)
    .describe("Seconds that an unpaid order keeps its stock before it expires."),
});

/** @throws BadEnvironment naming every wrong variable at once. */
export function loadOrdersConfig(env: Environment) {
  const values = readEnvironment("orders", ordersEnvironment, env);
  return {
    databaseUrl: values.ORDERS_DATABASE_URL,
    secret: values.ORDERS_SECRET,
    unpaidTtlSeconds: values.ORDERS_UNPAID_TTL_SECONDS,
  };
}
