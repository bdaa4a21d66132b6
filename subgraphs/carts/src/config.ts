import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment } from "#platform/config/environment.ts";

export const cartsEnvironment = z.object({
  CARTS_DATABASE_URL: postgresUrl.describe("PostgreSQL URL of the carts database. No other subgraph connects to it."),
});

/** Called once at start. @throws BadEnvironment naming every wrong variable at once. */
export function loadCartsConfig(env: Environment) {
  const variables = readEnvironment("carts", cartsEnvironment, env);
  return { databaseUrl: variables.CARTS_DATABASE_URL };
}
